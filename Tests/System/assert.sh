# Helpers of the cases; sourced by each of them. Every failed assertion ends the case.
# shellcheck shell=bash
set -eux -o pipefail

unit=readinessd.service
# shellcheck disable=SC2034
socket=/run/readinessd/status
export SYSTEMD_PAGER='' SYSTEMD_COLORS=0

fail() {
    { set +x; } 2>/dev/null
    echo "FAILED: $*" >&2
    exit 1
}

# assert_equal EXPECTED ACTUAL
assert_equal() { [ "$1" = "$2" ] || fail "expected '$1', got '$2'"; }

# assert_contains TEXT PART
assert_contains() { [[ $1 == *"$2"* ]] || fail "'$2' is not in: $1"; }

# assert_status STATUS COMMAND...
assert_status() {
    local expected=$1 status=0
    shift
    "$@" || status=$?
    assert_equal "$expected" "$status"
}

# assert_silent COMMAND...: succeeds and prints nothing, on either stream.
assert_silent() {
    local text
    text=$("$@" 2>&1) || fail "$* failed: $text"
    [ -z "$text" ] || fail "$* printed: $text"
}

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
    local end=$((SECONDS + $1))
    shift
    { set +x; } 2>/dev/null
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || fail "did not come true: $*"
        sleep 0.1
    done
    set -x
}

# property NAME: of the unit.
property() { systemctl show --property "$1" --value "$unit"; }

# has_property NAME PATTERN: whether the value matches, for wait_for.
# shellcheck disable=SC2053
has_property() { [[ $(property "$1") == $2 ]]; }

# journal ARGUMENTS...: entries of the unit, one JSON object a line.
journal() {
    journalctl --sync
    journalctl --unit "$unit" --output json --no-pager "$@"
}

# has_entry MESSAGE_ID [FIELD=VALUE...]: whether the journal has one, for wait_for.
has_entry() {
    local id=$1
    shift
    [ -n "$(journal "MESSAGE_ID=$id" "$@")" ]
}

# install_package: by the installer, with the binaries that run.sh was given.
install_package() {
    "$READINESS_REPOSITORY/packaging/install.sh" --binaries "$READINESS_BINARIES" "$@"
}

# needs_daemon: ends the case as skipped when the binaries are only stand-ins.
needs_daemon() {
    if [ "$(head -c 2 "$READINESS_BINARIES/readinessd")" = '#!' ]; then
        { set +x; } 2>/dev/null
        echo "skipped: needs the real binaries"
        exit 77
    fi
}

# install_example NAME: makes it the configuration of the service.
install_example() {
    mkdir -p /etc/readinessd
    cp -r "$READINESS_REPOSITORY/config/examples/$1/." /etc/readinessd/
    chmod -R u=rwX,go=rX /etc/readinessd
}

# varlink [--more] METHOD [PARAMETERS]: by a client of its own.
varlink() { "$READINESS_REPOSITORY/Tests/System/varlink.py" "$@"; }

# score ENTITY NODE: in full precision, or null.
score() { readinessctl list --json --entity "$1" --node "$2" | jq .score; }

# has_score ENTITY NODE: for wait_for.
has_score() { [ "$(score "$1" "$2")" != null ]; }

# only_native_entries: nothing of the unit reached the journal by its streams or by syslog.
only_native_entries() {
    assert_equal "journal" "$(journal | jq -r ._TRANSPORT | sort -u)"
}
