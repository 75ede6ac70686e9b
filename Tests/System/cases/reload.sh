#!/bin/bash
# Reloads while readings arrive: broken configurations change nothing, good ones change only what differs, none loses
# a reading.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
source "$READINESS_REPOSITORY/Tests/System/helpers/configuration.sh"
needs_daemon
install_package
install_configuration ingest
systemctl start "$unit"
"$READINESS_REPOSITORY/Tests/System/helpers/reload.py"
only_native_entries
