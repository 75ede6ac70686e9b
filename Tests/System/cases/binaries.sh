#!/bin/bash
# The installed programs run, and need only libraries that every Debian target can have.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
needs_daemon
install_package

# needed FILE: the libraries it names itself. What those need is the business of their packages.
needed() { objdump -p "$1" | sed -n 's/^ *NEEDED *//p'; }

common='libc\.so\.6|libm\.so\.6|libgcc_s\.so\.1|libstdc\+\+\.so\.6|ld-linux-.*\.so\.[0-9]'
(! needed /usr/bin/readinessd | grep -vxE "$common|libsystemd\.so\.0|libsqlite3\.so\.0")
(! needed /usr/bin/readinessctl | grep -vxE "$common")
for program in readinessd readinessctl; do
    (! ldd "/usr/bin/$program" | grep 'not found')
    "$program" --version
    # Stripped: no symbol table.
    (! objdump -h "/usr/bin/$program" | grep -w .symtab)
done
# Without a service, the client says how to start one.
text=$(readinessctl status 2>&1 || true)
assert_contains "$text" "systemctl"
assert_status 69 readinessctl status
