#!/bin/bash
# Collectors that hang, fork and hang, flood, fail and print garbage: each costs only itself, is seen, and recovers.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
source "$READINESS_REPOSITORY/Tests/System/helpers/configuration.sh"
needs_daemon
install_package
install_configuration faults
readinessd check
systemctl start "$unit"
"$READINESS_REPOSITORY/Tests/System/helpers/faults.py"
only_native_entries
