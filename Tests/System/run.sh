#!/bin/bash
# Runs the cases below cases/, each on a machine of its own (see boot.sh).
#
# Usage: run.sh [CASE...]          all cases, or those whose names are given
#
# READINESS_BINARIES      where readinessd and readinessctl are; default: .build-release/release.
#                         Without binaries, cases that need the daemon are skipped.
# READINESS_TEST_OUTPUT   keeps the output there; default: a directory that is removed when all is well
# READINESS_SYSTEM_TESTS  required: a skipped case is a failure
set -eu -o pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(realpath "$here/../..")
output=${READINESS_TEST_OUTPUT:-$(mktemp -d)}
mkdir -p "$output"

if [ -z "${READINESS_BINARIES:-}" ]; then
    READINESS_BINARIES=$repository/.build-release/release
fi
if [ ! -x "$READINESS_BINARIES/readinessd" ]; then
    echo "no binaries in $READINESS_BINARIES: only the packaging is tested" >&2
    READINESS_BINARIES=$here/stand-in
fi
READINESS_BINARIES=$(realpath "$READINESS_BINARIES")
export READINESS_BINARIES

failures=0 skipped=0 passed=0
cases=("$@")
if [ ${#cases[@]} = 0 ]; then
    for file in "$here"/cases/*.sh; do cases+=("$(basename "$file" .sh)"); done
fi
for name in "${cases[@]}"; do
    name=$(basename "$name" .sh)
    begin=$(date +%s%N)
    status=0
    text=$("$here/boot.sh" "$output/$name" "$here/cases/$name.sh") || status=$?
    seconds=$(printf '%s' "$((($(date +%s%N) - begin) / 100000000))" | sed 's/.$/.&/; s/^\./0./')
    if [ "$status" = 77 ] && [ "${READINESS_SYSTEM_TESTS:-}" != required ]; then
        [ -n "$text" ] || text=$(grep '^skipped: ' "$output/$name/log" || true)
        echo "skip  $name  ${text#skipped: }"
        skipped=$((skipped + 1))
    elif [ "$status" = 0 ]; then
        echo "ok    $name  $seconds s"
        # Set off by one blank more than the cases, so that figures are read as theirs.
        grep '^figure: ' "$output/$name/log" 2>/dev/null | sed 's/^figure: /        /' || true
        passed=$((passed + 1))
    else
        echo "FAIL  $name  $seconds s, exit status $status"
        for file in log console journal; do
            [ -s "$output/$name/$file" ] || continue
            echo "--- $file"
            tail -n 40 "$output/$name/$file"
        done
        [ -z "$text" ] || echo "$text"
        failures=$((failures + 1))
    fi
done
echo "$passed passed, $failures failed, $skipped skipped"
if [ $((passed + failures + skipped)) = 0 ]; then
    echo "no case has run" >&2
    exit 1
fi
if [ "$failures" != 0 ]; then
    echo "output: $output"
    exit 1
fi
[ -n "${READINESS_TEST_OUTPUT:-}" ] || rm -rf "$output"
