#!/bin/bash
# Runs a script as a service under a real systemd as PID 1, in namespaces of its own.
#
# Usage: boot.sh OUTPUT SCRIPT
#
#   OUTPUT  a directory for `log` (all the script prints, as it comes), `console` (PID 1) and `journal`
#   SCRIPT  an executable file in this repository
#
# The root file system is this machine's, under a layer in memory: whatever the script changes is gone
# afterwards. There is no network but loopback. Exit status: the script's; 124 when it took longer than
# READINESS_BOOT_TIMEOUT seconds (default 120); 77 after `skipped: why` where this cannot run, or 1 when
# READINESS_SYSTEM_TESTS=required. Variables whose names begin with READINESS_ reach the script.
set -eu -o pipefail

# Absolute, because the directory changes on the way.
self=$(realpath "$0")

skip() {
    echo "skipped: $*"
    [ "${READINESS_SYSTEM_TESTS:-}" = required ] || exit 77
    echo "READINESS_SYSTEM_TESTS=required makes this a failure" >&2
    exit 1
}

# Outside: a control group of its own, a limit of time, and nothing left behind.
outside() {
    local output=$1 script=$2 tool systemd
    [ "$(id -u)" = 0 ] || skip "needs root"
    for tool in unshare pivot_root mount timeout setpriv; do
        command -v "$tool" >/dev/null || skip "needs $tool of util-linux and coreutils"
    done
    systemd=/usr/lib/systemd/systemd
    [ -x "$systemd" ] || systemd=/lib/systemd/systemd
    [ -x "$systemd" ] || skip "needs systemd"
    [ -x /usr/bin/dbus-daemon ] || skip "needs dbus-daemon"
    unshare --mount --pid --cgroup --net --uts --ipc --fork true 2>/dev/null || skip "may not make namespaces"
    mkdir -p "$output"
    output=$(realpath "$output")
    script=$(realpath "$script")
    : >"$output/log"
    : >"$output/console"
    # Everything that is mounted is mounted in here, and goes with the last process.
    exec unshare --mount --propagation private "$self" --supervise "$output" "$script" "$systemd"
}

# In a mount namespace: makes a control group, waits for the machine in it, and takes it away.
supervise() {
    local output=$1 script=$2 systemd=$3 scratch groups group status=0
    scratch=$(mktemp -d)
    mkdir "$scratch/root" "$scratch/groups"
    groups=$scratch/groups
    mount -t cgroup2 cgroup2 "$groups" || skip "may not mount cgroup2"
    # Of runs that were killed outright and could not clean up.
    for group in "$groups"/readiness-test-*; do
        [ -d "/proc/${group##*-}" ] || [ ! -d "$group" ] || remove_group "$group"
    done
    group=$groups/readiness-test-$$
    mkdir "$group" || skip "may not make a control group"
    # In the background, because a shell that waits for a foreground process takes no signal.
    # Each process dies with the one above it, should this one be killed outright.
    # shellcheck disable=SC2064
    trap "trap - EXIT; end '$scratch' '$group'" EXIT
    trap 'exit 143' TERM INT HUP
    (
        echo "$BASHPID" >"$group/cgroup.procs"
        exec setpriv --pdeathsig KILL timeout --signal=KILL "${READINESS_BOOT_TIMEOUT:-120}" \
            setpriv --pdeathsig KILL unshare --mount --pid --cgroup --net --uts --ipc --fork --kill-child=KILL \
            "$self" --inside "$scratch/root" "$output" "$script" "$systemd"
    ) </dev/null >>"$output/console" 2>&1 &
    # Not "Killed": the status says it.
    { wait "$!" || status=$?; } 2>/dev/null
    # `timeout` reports its own SIGKILL as 137.
    [ "$status" != 137 ] || status=124
    return "$status"
}

end() {
    local scratch=$1 group=$2
    remove_group "$group"
    umount "$scratch/groups"
    rmdir "$scratch/groups" "$scratch/root" "$scratch"
}

# Kills whatever is in a control group and removes it with all groups below.
remove_group() {
    local group=$1 try
    [ ! -e "$group/cgroup.kill" ] || echo 1 >"$group/cgroup.kill"
    for try in $(seq 50); do
        # Leaves first. Killed processes take a moment to leave a group.
        if ! find "$group" -depth -type d -exec rmdir {} + 2>/dev/null; then sleep 0.1; fi
        [ -e "$group" ] || return 0
    done
    echo "boot.sh: $group could not be removed after $try tries" >&2
}

# In all namespaces, as process 1: builds the root file system and becomes systemd.
inside() {
    local root=$1 output=$2 script=$3 systemd=$4 repository device name
    repository=$(realpath "$(dirname "$self")/../..")
    hostname readiness-test
    ip link set lo up 2>/dev/null || true
    mount --make-rprivate /
    mount -t tmpfs -o mode=755 layer "$root"
    mkdir "$root/upper" "$root/work" "$root/merged"
    mount -t overlay -o "lowerdir=/,upperdir=$root/upper,workdir=$root/work" overlay "$root/merged"
    cd "$root/merged"
    mount -t proc proc proc
    mount -t sysfs -o ro sysfs sys
    mount -t cgroup2 cgroup2 sys/fs/cgroup
    for name in run tmp dev; do mount -t tmpfs -o mode=755 "$name" "$name"; done
    chmod 1777 tmp
    for device in null zero full random urandom tty; do
        : >"dev/$device"
        mount --bind "/dev/$device" "dev/$device"
    done
    mkdir dev/pts dev/shm
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
    ln -s pts/ptmx dev/ptmx
    ln -s /proc/self/fd dev/fd
    mount -t tmpfs -o mode=1777 shm dev/shm
    : >dev/console
    mount --bind "$output/console" dev/console
    tr -d - </proc/sys/kernel/random/uuid >etc/machine-id
    mkdir -p run/test/output
    mount --bind "$output" run/test/output
    # The layer shows one file system. A repository on another one is shown as it is.
    if [ "$(stat -c %d "$repository")" != "$(stat -c %d /)" ]; then
        mkdir -p "./$repository"
        mount --bind "$repository" "./$repository"
        mount -o remount,bind,ro "./$repository"
    fi
    install -m 0755 "$script" run/test/script
    describe >run/test/environment
    units
    mkdir tmp/old
    pivot_root . tmp/old
    umount --lazy /tmp/old
    rmdir /tmp/old
    mount --make-rshared /
    cd /
    exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin container=readiness-test \
        "$systemd" --system --unit=readiness-test.target --log-target=console --show-status=no
}

# The environment of the script. One variable a line, quoted as systemd reads it.
describe() {
    local name
    echo "READINESS_REPOSITORY=\"$(realpath "$(dirname "$self")/../..")\""
    for name in $(compgen -e READINESS_); do
        printf '%s="%s"\n' "$name" "$(printf %s "${!name}" | sed 's/[\\"$`]/\\&/g')"
    done
}

# The target that is booted, and the service that is the test. PID 1 ends with its exit status.
units() {
    mkdir -p run/systemd/system
    cat >run/systemd/system/readiness-test.target <<'TEXT'
[Unit]
Requires=basic.target systemd-journald.service dbus.socket readiness-test.service
After=basic.target
AllowIsolate=yes
TEXT
    cat >run/systemd/system/readiness-test.service <<'TEXT'
[Unit]
Requires=basic.target
After=basic.target systemd-journald.service dbus.socket
SuccessAction=exit-force
FailureAction=exit-force

[Service]
Type=oneshot
EnvironmentFile=/run/test/environment
Environment=HOME=/root
ExecStart=/run/test/script
ExecStopPost=-/bin/sh -c 'journalctl --sync; journalctl --no-pager -o short-precise >/run/test/output/journal'
StandardOutput=append:/run/test/output/log
StandardError=append:/run/test/output/log
TimeoutStartSec=infinity
TEXT
}

case ${1:-} in
    --supervise) shift && supervise "$@" ;;
    --inside) shift && inside "$@" ;;
    *)
        [ $# = 2 ] || {
            echo "usage: boot.sh OUTPUT SCRIPT" >&2
            exit 64
        }
        outside "$@"
        ;;
esac
