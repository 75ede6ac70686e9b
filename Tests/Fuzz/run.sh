#!/bin/bash
# Runs every parser under libFuzzer, each for some seconds (default 60), from the committed corpus on.
#
#   Tests/Fuzz/run.sh [SECONDS] [TARGET...]
#
# Prints executions and findings of each. An input that breaks something is left in .build-fuzz/findings; mend the parser and
# put the input into corpus/TARGET, which the unit tests replay.
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
seconds=${1:-60}
shift || true
targets=${*:-csv json-lines prometheus openmetrics influx nagios collectd netdata expression frames json interface}
build="$here/.build-fuzz"
program="$build/fuzz"
mkdir -p "$build"
# Compiled by hand: the package manager renames the entry point, which the fuzzer brings itself.
flags=(-O -wmo -parse-as-library -sanitize=fuzzer -swift-version 6 -package-name readinessd -I "$build")
for feature in ExistentialAny InternalImportsByDefault MemberImportVisibility NonisolatedNonsendingByDefault; do
    flags+=(-enable-upcoming-feature "$feature")
done
for library in CSQLite CSystemd; do
    flags+=(-Xcc "-fmodule-map-file=$here/../../Sources/$library/module.modulemap")
done
for module in ReadinessModel Varlink ReadinessCollecting; do
    # shellcheck disable=SC2046
    swiftc "${flags[@]}" -module-name "$module" -emit-module -emit-module-path "$build/$module.swiftmodule" \
        -emit-object -o "$build/$module.o" $(find "$here/../../Sources/$module" -name '*.swift') || exit 1
done
swiftc "${flags[@]}" -module-name Fuzz "$here/Fuzz.swift" "$build"/{ReadinessModel,ReadinessCollecting,Varlink}.o -lsqlite3 -lsystemd -o "$program" || exit 1
failed=0
for target in $targets; do
    mkdir -p "$here/.build-fuzz/found/$target" "$here/.build-fuzz/findings" "$here/corpus/$target"
    log=$(mktemp)
    SWIFT_BACKTRACE=enable=no READINESS_FUZZ=$target "$program" -max_total_time="$seconds" -max_len=2048 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$here/.build-fuzz/findings/$target-" "$here/.build-fuzz/found/$target" "$here/corpus/$target" >"$log" 2>&1
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    if [ $status = 0 ]; then
        echo "ok    $target: ${runs:-?} executions in $seconds s"
    else
        failed=$((failed + 1))
        echo "FAIL  $target: ${runs:-?} executions, then:"
        grep -vE '^(#|INFO|Dictionary|stat::)' "$log" | tail -n 15
    fi
    rm -f "$log"
done
echo "fuzz: $failed targets with findings"
[ $failed = 0 ]
