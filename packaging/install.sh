#!/bin/bash
# Builds readinessd and installs it below /usr, or takes it away again.
set -eu -o pipefail

usage() {
    cat <<'TEXT'
Usage: install.sh [--no-build] [--binaries DIR]
       install.sh --uninstall [--purge]

  --no-build      install what an earlier run has built
  --binaries DIR  install readinessd and readinessctl of DIR, without building
  --uninstall     remove everything that was installed; keep history and /etc/readinessd
  --purge         with --uninstall: remove the history too

DESTDIR         install below this directory and change nothing of the running system
SYSTEMD_VERSION the version to install for; default: of this machine
TEXT
}

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

packaging=$(cd "$(dirname "$0")" && pwd)
source_root=$(dirname "$packaging")
DESTDIR=${DESTDIR:-}
build=yes
binaries=
uninstall=no
purge=no
while [ $# -gt 0 ]; do
    case $1 in
        --no-build) build=no ;;
        --binaries)
            [ $# -ge 2 ] || fail "--binaries needs a directory"
            binaries=$2 build=no
            shift
            ;;
        --uninstall) uninstall=yes ;;
        --purge) purge=yes ;;
        --help | -h)
            usage
            exit 0
            ;;
        *)
            usage >&2
            exit 64
            ;;
    esac
    shift
done
[ "$purge" = no ] || [ "$uninstall" = yes ] || fail "--purge goes with --uninstall only"

# The running system is touched only without DESTDIR, and the manager only where it runs.
live=no
if [ -z "$DESTDIR" ]; then
    [ "$(id -u)" = 0 ] || fail "needs root; or set DESTDIR to a directory of your own"
    [ ! -d /run/systemd/system ] || live=yes
fi

# What was installed, one path a line: an upgrade and a removal take away exactly that.
# Collectors of other packages lie in the same directory and stay.
manifest=/usr/lib/readinessd/installed-files

# Every file to install: mode, source, destination.
files() {
    echo "0755 @binaries@/readinessd /usr/bin/readinessd"
    echo "0755 @binaries@/readinessctl /usr/bin/readinessctl"
    echo "0644 systemd/readinessd.service /usr/lib/systemd/system/readinessd.service"
    echo "0644 systemd/readinessd.socket /usr/lib/systemd/system/readinessd.socket"
    local unit
    for unit in readinessd-ingest.socket readinessd-collectd.socket readinessd-collector@.service \
        readinessd-collectors.slice; do
        echo "0644 systemd/$unit /usr/lib/systemd/system/$unit"
    done
    echo "0644 systemd/collector-user.conf /usr/lib/systemd/system/readinessd-collector@.service.d/30-user.conf"
    echo "0644 python/readiness_collector.py /usr/lib/readinessd/python/readiness_collector.py"
    echo "0644 systemd/readinessd-metrics.socket /usr/lib/systemd/system/readinessd-metrics.socket"
    local drop=/usr/lib/systemd/system/readinessd.service.d
    echo "0644 systemd/notify-reload.conf $drop/10-notify-reload.conf"
    echo "0644 systemd/restart-steps.conf $drop/20-restart-steps.conf"
    echo "0644 systemd/identity.conf $drop/30-identity.conf"
    echo "0644 sysusers.d/readinessd.conf /usr/lib/sysusers.d/readinessd.conf"
    echo "0644 readinessd.catalog /usr/lib/systemd/catalog/readinessd.catalog"
    local page
    for page in "$packaging"/man/*.[1-8]; do
        [ -e "$page" ] || continue
        page=$(basename "$page")
        echo "0644 man/$page /usr/share/man/man${page##*.}/$page"
    done
    [ -d "$source_root/config/vendor" ] || return 0
    local name mode
    (cd "$source_root/config/vendor" && find . -type f | sort) | while read -r name; do
        name=${name#./} mode=0644
        [ ! -x "$source_root/config/vendor/$name" ] || mode=0755
        echo "$mode ../config/vendor/$name /usr/lib/readinessd/$name"
    done
}

# Removes what the manifest lists, and the directories of ours that are empty then.
remove_files() {
    [ -e "$DESTDIR$manifest" ] || return 0
    local target
    while read -r target; do rm -f "$DESTDIR$target"; done <"$DESTDIR$manifest"
    rm -f "$DESTDIR$manifest"
    rmdir "$DESTDIR/usr/lib/systemd/system/readinessd.service.d" \
        "$DESTDIR/usr/lib/systemd/system/readinessd-collector@.service.d" 2>/dev/null || true
    find "$DESTDIR/usr/lib/readinessd" -depth -type d -exec rmdir {} + 2>/dev/null || true
}

remove() {
    [ -e "$DESTDIR$manifest" ] || fail "not installed: $DESTDIR$manifest is missing"
    if [ "$live" = yes ]; then
        systemctl disable --now readinessd.socket readinessd-ingest.socket readinessd-collectd.socket \
            readinessd-metrics.socket \
            readinessd.service 2>/dev/null || true
        systemctl stop 'readinessd-collector@*.service' 2>/dev/null || true
        systemctl reset-failed readinessd.service readinessd.socket 2>/dev/null || true
        [ "$purge" = no ] || systemctl clean --what=state readinessd.service 2>/dev/null || true
    fi
    remove_files
    [ -n "$DESTDIR" ] || rmdir /run/readinessd 2>/dev/null || true
    # Also where no service manager runs that could clean.
    [ "$purge" = no ] || rm -rf "$DESTDIR/var/lib/private/readinessd" "$DESTDIR/var/lib/readinessd"
    if [ "$live" = yes ]; then
        journalctl --update-catalog
        systemctl daemon-reload
        local name
        if getent passwd readinessd-collector >/dev/null; then userdel readinessd-collector 2>/dev/null || true; fi
        for name in readinessd-admin readiness-ingest readinessd-collector; do
            if getent group "$name" >/dev/null; then groupdel "$name"; fi
        done
    fi
    local rest
    for rest in /etc/readinessd /var/lib/private/readinessd; do
        [ ! -e "$DESTDIR$rest" ] || echo "kept: $DESTDIR$rest"
    done
}

build_binaries() {
    command -v swift >/dev/null || fail "swift is missing; install Swift 6.2 or newer from swift.org, or use --binaries"
    local name
    for name in libsystemd sqlite3; do
        pkg-config --exists "$name" 2>/dev/null ||
            fail "the headers of $name are missing; on Debian: apt install pkg-config libsystemd-dev libsqlite3-dev"
    done
    # A scratch directory of its own: linking statically compiles everything anew.
    local product
    for product in readinessd readinessctl; do
        swift build --package-path "$source_root" --scratch-path "$scratch" \
            --configuration release --static-swift-stdlib --product "$product"
    done
}

# Symbols are two thirds of a Swift binary, and nothing here reads them.
strip_binary() {
    local tool
    for tool in strip llvm-strip; do
        if command -v "$tool" >/dev/null; then
            "$tool" "$1" && return
        fi
    done
    echo "install.sh: no strip found, $1 stays larger than it must be" >&2
}

if [ "$uninstall" = yes ]; then
    remove
    exit 0
fi

scratch=$source_root/.build-release
[ "$build" = no ] || build_binaries
[ -n "$binaries" ] || binaries=$scratch/release
for name in readinessd readinessctl; do
    [ -x "$binaries/$name" ] || fail "$binaries/$name is missing; run install.sh without --no-build first"
done

version=${SYSTEMD_VERSION:-$(systemctl --version 2>/dev/null | sed -n '1s/^systemd \([0-9]*\).*/\1/p')}
remove_files
mkdir -p "$DESTDIR$(dirname "$manifest")"
files | while read -r mode from to; do
    case $to in
        # Older versions cannot parse it, and would take the service for one that never reports.
        */10-notify-reload.conf) [ "${version:-0}" -ge 253 ] || continue ;;
        */20-restart-steps.conf) [ "${version:-0}" -ge 254 ] || continue ;;
        */30-user.conf) [ "${version:-0}" -lt 257 ] || continue ;;
        */30-identity.conf) [ "${version:-0}" -ge 257 ] || continue ;;
    esac
    case $from in
        @binaries@/*) from=$binaries/${from#@binaries@/} ;;
        *) from=$packaging/$from ;;
    esac
    [ -e "$from" ] || fail "$from is missing; the source directory is not complete"
    echo "$to" >>"$DESTDIR$manifest"
    # A new file each time: the running binary is not written to.
    install -D -m "$mode" "$from" "$DESTDIR$to"
    case $to in /usr/bin/*) [ "$(head -c 2 "$from")" = '#!' ] || strip_binary "$DESTDIR$to" ;; esac
done

if [ "$live" = yes ]; then
    systemd-sysusers readinessd.conf
    journalctl --update-catalog
    systemctl daemon-reload
    if systemctl --quiet is-active readinessd.service; then
        echo "Installed. The running service is the old one: systemctl restart readinessd"
    else
        echo "Installed. To start: systemctl enable --now readinessd.socket readinessd.service"
    fi
else
    echo "Installed below ${DESTDIR:-/}."
fi
