#!/bin/bash
# Builds readinessd, runs it with the sample organisation, and shows what it says. Ends by itself.
#
# Usage: try.sh [--stay]     --stay keeps the daemon running until Ctrl-C
#
# Installs nothing but what the build needs, and leaves nothing behind but the build directory .build.
set -eu -o pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
source "$root/packaging/setup.sh"
stay=no
case ${1:-} in
    "") ;;
    --stay) stay=yes ;;
    --help | -h)
        sed -n '2,6s/^# \{0,1\}//p' "$0"
        exit 0
        ;;
    *) die "unknown argument '$1'; try --help" ;;
esac

setup_build
echo "building (the first time takes some minutes) ..."
log=$(mktemp)
if ! swift build --package-path "$root" --scratch-path "$root/.build" >"$log" 2>&1; then
    grep -E 'error' "$log" >&2 || tail -n 40 "$log" >&2
    die "the build failed; the whole output is in $log"
fi
rm -f "$log"
binaries=$(swift build --package-path "$root" --scratch-path "$root/.build" --show-bin-path)

place=$(mktemp -d)
cp -r "$root/config/examples/enterprise" "$place/etc"
# Every two seconds instead of every thirty: a try should not be a wait.
sed -i "s/interval: 30s/interval: 2s/; s/deadline: 10s/deadline: 2s/" "$place"/etc/collectors.d/*.yaml
mkdir "$place/state"
socket=$place/status
daemon=
cleanup() {
    [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
    [ -z "$daemon" ] || wait "$daemon" 2>/dev/null || true
    rm -rf "$place"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

step() { printf '\n\033[1m$ %s\033[0m\n' "$*"; }
[ -t 1 ] || step() { printf '\n$ %s\n' "$*"; }

step readinessd check config/examples/enterprise
"$binaries/readinessd" check "$place/etc"

step "readinessd run --configuration config/examples/enterprise &"
"$binaries/readinessd" run --configuration "$place/etc" --status-socket "$socket" --state-directory "$place/state" \
    2>"$place/log" &
daemon=$!

# Ready when every collector has delivered once.
for _ in $(seq 100); do
    kill -0 "$daemon" 2>/dev/null || { cat "$place/log" >&2; die "the daemon ended; see above"; }
    states=$("$binaries/readinessctl" status --json --socket "$socket" 2>/dev/null || true)
    case $states in
        "" | *'"health":"unknown"'*) sleep 0.1 ;;
        *) break ;;
    esac
done
sleep 0.5

step readinessctl status
"$binaries/readinessctl" status --socket "$socket"

step "readinessctl explain enterprise     # what the score is made of, down to the readings"
"$binaries/readinessctl" explain enterprise --socket "$socket"

step "an owner corrects a reading: the institute now owns the design of 6 more products"
"$binaries/readinessctl" watch --socket "$socket" >"$place/changes" 2>/dev/null &
watcher=$!
sleep 0.3
awk -F, 'BEGIN { OFS = "," } NR > 1 { $2 += 6 } { print }' "$place/etc/readings/designs.csv" >"$place/new"
mv "$place/new" "$place/etc/readings/designs.csv"
for _ in $(seq 350); do
    [ ! -s "$place/changes" ] || break
    sleep 0.1
done
sleep 0.5
kill "$watcher" 2>/dev/null || true
wait "$watcher" 2>/dev/null || true
step "readinessctl watch"
cat "$place/changes"

step "the log"
cat "$place/log"

if [ "$stay" = yes ]; then
    echo
    echo "The daemon keeps running (Ctrl-C ends it). Ask it from another terminal:"
    echo "  $binaries/readinessctl --socket $socket"
    echo "Its configuration, to play with: $place/etc (then: kill -HUP $daemon)"
    wait "$daemon"
fi
