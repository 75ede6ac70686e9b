#!/bin/bash
# Installs what building and testing need, where it is missing. Sourced by try.sh and test.sh.

die() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

# need PACKAGE COMMAND...: remembers the Debian package when one of the commands is missing.
missing=()
need() {
    local package=$1 command
    shift
    for command in "$@"; do
        command -v "$command" >/dev/null || {
            missing+=("$package")
            return 0
        }
    done
}

# need_library PACKAGE NAME: the same for a library that pkg-config knows.
need_library() { pkg-config --exists "$2" 2>/dev/null || missing+=("$1"); }

# Installs what is missing, without a question.
install_missing() {
    [ ${#missing[@]} = 0 ] && return 0
    command -v apt-get >/dev/null || die "these Debian packages are missing and there is no apt-get: ${missing[*]}"
    local root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "these packages are missing; install them as root: ${missing[*]}"
        sudo -n true 2>/dev/null || die "sudo asks for a password; run: sudo apt-get install ${missing[*]}"
        root=(sudo -n env)
    fi
    echo "installing: ${missing[*]}"
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null || die "apt-get update failed"
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" \
        >/dev/null 2>&1 || die "apt-get could not install: ${missing[*]}"
    missing=()
}

# What every build needs.
setup_build() {
    command -v swift >/dev/null || die "Swift is missing; install Swift 6.3 from swift.org and put it on the PATH"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -1)
    printf '%s\n6.2\n' "$version" | sort -V -C -r || die "Swift $version is too old; readinessd needs 6.2 or newer"
    need git git
    need pkg-config pkg-config
    install_missing
    need_library libsystemd-dev libsystemd
    need_library libsqlite3-dev sqlite3
    install_missing
}
