#!/bin/bash
# The daemon is killed fifty times while readings arrive: whatever it has acknowledged is there, once, and counts.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
source "$READINESS_REPOSITORY/Tests/System/helpers/configuration.sh"
needs_daemon
install_package
install_configuration ingest
readinessd check
# Without a pause between death and start.
mkdir -p /run/systemd/system/readinessd.service.d
printf '[Service]\nRestartSec=10ms\n' >/run/systemd/system/readinessd.service.d/test.conf
systemctl daemon-reload
systemctl start readinessd.socket "$unit"
"$READINESS_REPOSITORY/Tests/System/helpers/kill.py" 50
only_native_entries
