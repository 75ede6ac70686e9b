#!/bin/bash
# Death and resurrection: killed, hung, and restarted while clients wait.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
needs_daemon
install_package
install_example human-development
mkdir -p /run/systemd/system/readinessd.service.d
printf '[Service]\nWatchdogSec=2s\nRestartSec=100ms\n' >/run/systemd/system/readinessd.service.d/test.conf
systemctl daemon-reload
systemctl start readinessd.socket "$unit"
wait_for 15 has_score AUS hdi
before=$(readinessctl list --json --node hdi | jq -c '[.entity, .score]')

# Without its readings, a killed daemon can only have its scores from the history.
mv /etc/readinessd/readings /etc/readinessd/away
systemctl kill --signal=KILL "$unit"
wait_for 10 has_property NRestarts 1
# Whoever asks now waits for the answer, on the socket that was never closed.
assert_equal "$before" "$(readinessctl list --json --node hdi | jq -c '[.entity, .score]')"
mv /etc/readinessd/away /etc/readinessd/readings

# Hung: the watchdog ends it, and systemd starts it again.
systemctl kill --signal=STOP "$unit"
wait_for 15 has_property NRestarts 2
wait_for 10 has_property ActiveState active
assert_equal "$before" "$(readinessctl list --json --node hdi | jq -c '[.entity, .score]')"

# Alive, it pings: nothing happens for several timeouts.
pid=$(property MainPID)
(! timeout 6 tail --pid "$pid" -f /dev/null)
assert_equal "$pid" "$(property MainPID)"

# Restarted on purpose, under a client that keeps asking.
systemctl restart --no-block "$unit"
for _ in $(seq 20); do assert_equal "$before" "$(readinessctl list --json --node hdi | jq -c '[.entity, .score]')"; done
only_native_entries
