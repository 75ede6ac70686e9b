#!/bin/bash
# Runs every test there is: format, build, unit tests, the oracle, foreign programs, a real systemd, a short benchmark.
#
# Usage: test.sh [STEP...]     steps: format unit release oracle foreign system performance; default: all
#
# With CI=true, what cannot run is a failure; otherwise it is skipped and says why.
# The last line is "N passed, N failed, N skipped".
set -u -o pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 1
source packaging/setup.sh
steps=${*:-format unit release oracle foreign system performance}
[ "${CI:-}" != true ] || export READINESS_SYSTEM_TESTS=required READINESS_REQUIRED=1

setup_build
need python3 python3
need jq jq
need socat socat
need binutils objdump strip
need util-linux unshare nsenter
need systemd systemctl
need dbus dbus-daemon
need man-db man
python3 -c 'import yaml' 2>/dev/null || missing+=(python3-yaml)
install_missing

passed=0 failed=0 skipped=0
failures=()
# count PASSED FAILED SKIPPED NAME
count() {
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
    [ "$2" = 0 ] || failures+=("$4")
}
begin() {
    started=$SECONDS
    echo "== $1"
}
finish() { echo "== $1: $((SECONDS - started)) s"; }

format() {
    begin format
    if swift format lint --strict --recursive --parallel Package.swift Sources Tests; then
        count 1 0 0 format
    else
        count 0 1 0 format
    fi
    finish format
}

unit() {
    begin unit
    local log line
    log=$(mktemp)
    if ! swift build --build-tests --scratch-path .build >"$log" 2>&1; then
        grep -E 'error' "$log" | head -n 40
        count 0 1 0 "build of the tests"
        finish unit
        return
    fi
    # Scoring computes for minutes on every thread there is: tests that wait for a peer run without it.
    local part
    for part in "--skip ReadinessScoringTests" "--filter ReadinessScoringTests"; do
        # shellcheck disable=SC2086
        swift test --skip-build --scratch-path .build $part >"$log" 2>&1
        local status=$?
        grep -E '^✘|recorded an issue|skipped: ' "$log" | cut -c1-300 | head -n 60
        line=$(grep -E 'Test run with [0-9]+ tests?' "$log" | tail -n 1)
        echo "$line"
        local total broken omitted
        total=$(sed -n 's/.*Test run with \([0-9]*\) tests\{0,1\}.*/\1/p' <<<"$line")
        broken=$(grep -cE '^✘ Test .*\) failed after|^✘ Test .* with [0-9]+ test cases failed after' "$log")
        omitted=$(grep -cE '^(➜|◇|-) Test .* skipped' "$log")
        if [ "$status" != 0 ] && [ "$broken" = 0 ]; then
            broken=1
            tail -n 20 "$log"
        fi
        [ -n "$total" ] && [ "$total" -gt 0 ] || {
            total=$broken broken=1
            echo "no test has run"
        }
        count $((total - broken - omitted)) "$broken" "$omitted" "unit tests"
    done
    rm -f "$log"
    finish unit
}

release() {
    begin release
    local log
    log=$(mktemp)
    local product
    for product in readinessd readinessctl; do
        if ! swift build --configuration release --static-swift-stdlib --scratch-path .build-release \
            --product "$product" >"$log" 2>&1; then
            grep -E 'error' "$log" | head -n 40
            count 0 1 0 "release build"
            finish release
            return
        fi
    done
    count 1 0 0 release
    rm -f "$log"
    finish release
}

# The closing line of a script in the form "N passed, N failed, N skipped" (skipped may be missing).
adopt() {
    local line numbers
    line=$(grep -E '^([a-z]+: )?[0-9]+ passed, [0-9]+ failed' "$2" | tail -n 1)
    numbers=$(sed -E 's/^([a-z]+: )?([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?.*/\2 \3 \5/' <<<"$line")
    if [ -z "$line" ]; then
        count 0 1 0 "$1"
        return
    fi
    # shellcheck disable=SC2086
    set -- "$1" $numbers
    count "$2" "$3" "${4:-0}" "$1"
}

oracle() {
    begin oracle
    local log status
    log=$(mktemp)
    if ! (cd Tests/Oracle && python3 -m unittest -q) >"$log" 2>&1; then
        tail -n 30 "$log"
        count 0 1 0 "hand cases of the oracle"
    else
        count 1 0 0 oracle
    fi
    local program
    program=$(swift build --scratch-path .build --show-bin-path)/readinessd
    [ ! -x .build-release/release/readinessd ] || program=.build-release/release/readinessd
    local features
    for features in basic full; do
        python3 Tests/Oracle/compare.py --program "$program" --seed "${READINESS_SEED:-$(date +%s)}" --count 300 \
            --features "$features" --reading above=each 2>&1 | tee "$log" | tail -n 25
        status=${PIPESTATUS[0]}
        if [ "$status" = 0 ]; then count 1 0 0 oracle; else count 0 1 0 "comparison with the oracle"; fi
    done
    python3 Tests/Published/run.py --program "$program" --shared "$root/../shared" 2>&1 | tee "$log"
    adopt "published numbers" "$log"
    python3 Tests/Oracle/packages.py --program "$program" 2>&1 | tee "$log" | tail -n 12
    adopt "comparison with packages" "$log"
    rm -f "$log"
    finish oracle
}

foreign() {
    begin foreign
    local log program
    log=$(mktemp)
    program=$(swift build --scratch-path .build --show-bin-path)/readinessd
    [ ! -x .build-release/release/readinessd ] || program=.build-release/release/readinessd
    python3 Tests/Foreign/run.py --program "$program" 2>&1 | tee "$log" | grep -v '^ok' | cut -c1-300
    adopt "foreign programs as sensors" "$log"
    rm -f "$log"
    finish foreign
}

system() {
    begin system
    local log
    log=$(mktemp)
    Tests/System/run.sh 2>&1 | tee "$log"
    local status=${PIPESTATUS[0]}
    adopt "tests under a real systemd" "$log"
    [ "$status" = 0 ] || [ "$failed" != 0 ] || count 0 1 0 "tests under a real systemd"
    rm -f "$log"
    finish system
}

performance() {
    begin performance
    if Tests/Performance/run.sh --quick; then count 1 0 0 performance; else count 0 1 0 performance; fi
    finish performance
}

for step in $steps; do
    case $step in
        format | unit | release | oracle | foreign | system | performance) "$step" ;;
        *) die "unknown step '$step'; there are: format unit release oracle foreign system performance" ;;
    esac
done

echo
[ ${#failures[@]} = 0 ] || printf 'failed: %s\n' "${failures[@]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
