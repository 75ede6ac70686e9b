#!/bin/bash
# The installed files: complete, silent under verification, safe by their score, and gone afterwards.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"

everything() {
    find /usr/bin /usr/lib/systemd /usr/lib/sysusers.d /usr/lib/readinessd /usr/share/man /etc /var/lib \
        /run/readinessd 2>/dev/null | sort || true
    getent group | cut -d: -f1
    getent passwd | cut -d: -f1
}
journalctl --update-catalog
everything >/tmp/before

install_package
for file in \
    /usr/bin/readinessd /usr/bin/readinessctl /usr/lib/sysusers.d/readinessd.conf \
    /usr/lib/systemd/system/readinessd.service /usr/lib/systemd/system/readinessd.socket \
    /usr/lib/systemd/system/readinessd-ingest.socket /usr/lib/systemd/system/readinessd-collectd.socket \
    /usr/lib/systemd/system/readinessd-collector@.service /usr/lib/systemd/system/readinessd-collectors.slice \
    /usr/lib/systemd/catalog/readinessd.catalog /usr/share/man/man8/readinessd.8; do
    test -f "$file"
done
units=/usr/lib/systemd/system
assert_silent systemd-analyze verify --man=yes --recursive-errors=yes "$units/readinessd.service" "$units/readinessd.socket"
assert_silent systemd-analyze verify --man=yes --recursive-errors=yes "$units/readinessd-ingest.socket" \
    "$units/readinessd-collectd.socket" "$units/readinessd-metrics.socket" "$units/readinessd-collectors.slice"
cp "$units/readinessd-collector@.service" "/run/systemd/system/readinessd-collector@x.service"
systemd-analyze security --offline=true --threshold=4 "/run/systemd/system/readinessd-collector@x.service" | tail -n 1
rm "/run/systemd/system/readinessd-collector@x.service"
systemd-analyze security --offline=true --threshold=2 "$units/readinessd.service" >/dev/null
systemd-analyze security --threshold=2 readinessd.service >/dev/null
getent group readinessd-admin
getent group readiness-ingest
getent passwd readinessd-collector

# A reload type that the running version does not know would turn the service into one that never reports.
version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
if [ "$version" -ge 253 ]; then
    assert_equal notify-reload "$(property Type)"
else
    assert_equal notify "$(property Type)"
    test ! -e "$units/readinessd.service.d"
fi

# The socket is there before the daemon, and goes with its unit.
systemctl start readinessd.socket
test -S "$socket"
assert_equal 666 "$(stat -c %a "$socket")"
systemctl stop readinessd.socket
test ! -e "$socket"

# Enabling the service enables the socket.
systemctl enable readinessd.service
systemctl is-enabled readinessd.socket

"$READINESS_REPOSITORY/packaging/install.sh" --uninstall
everything >/tmp/after
diff /tmp/before /tmp/after
(! journalctl --list-catalog | grep -i readiness)
