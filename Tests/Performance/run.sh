#!/bin/sh
# Prints what readinessd costs, in one run: to compute scores, at rest, to start, to be asked.
#
#   Tests/Performance/run.sh [--quick] [--peers] [--no-benchmarks] [--no-service]
#
# Builds the benchmarks; takes the release binaries that packaging/install.sh has built, or those in
# $READINESS_BINARIES. Fails only when a figure is beyond all reason: figures depend on the machine and on what else it
# does, so compare only what one run prints.
set -eu
package=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$package/../.." && pwd)
exec python3 "$package/figures" \
    --package "$package" --binaries "${READINESS_BINARIES:-$root/.build-release/release}" "$@"
