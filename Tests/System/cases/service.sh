#!/bin/bash
# The life of the service: start, answers, reloads good and bad, stop; all under the shipped sandbox.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
needs_daemon
install_package
install_example enterprise
readinessd check

systemctl enable --now "$unit"
assert_equal active "$(property ActiveState)"
assert_contains "$(property StatusText)" "collectors"
wait_for 15 has_score enterprise self-reliance
has_entry 5f55581dee2449d38848c26092f5ed05

# The sandbox is in force, not only asked for.
pid=$(property MainPID)
status=$(cat "/proc/$pid/status")
assert_equal 0000000000000000 "$(awk '/^CapEff/ {print $2}' <<<"$status")"
assert_equal 2 "$(awk '/^Seccomp:/ {print $2}' <<<"$status")"
assert_equal 1 "$(awk '/^NoNewPrivs/ {print $2}' <<<"$status")"
test "$(awk '/^Uid/ {print $2}' <<<"$status")" -ge 61184
systemd-analyze security --threshold=2 "$unit" >/dev/null

# Answers, by another client than ours.
assert_contains "$(varlink org.varlink.service.GetInfo | jq -c .interfaces)" '"io.readinessd.Status"'
description=$(varlink org.varlink.service.GetInterfaceDescription '{"interface": "io.readinessd.Status"}')
assert_contains "$description" "method GetStatus"
assert_equal "$(readinessctl status --json | jq -c '.model')" "$(varlink io.readinessd.Status.GetStatus | jq -c .model)"
assert_contains "$(varlink io.readinessd.Status.List || true)" ExpectedMore
test "$(varlink --more io.readinessd.Status.List | wc -l)" -gt 10
readinessctl status | tee /dev/stderr | grep -q Production
# Every collector of the example works in the sandbox, the script too.
all_healthy() { readinessctl status --json | jq -e '.collectors | length > 0 and all(.health == "healthy")'; }
wait_for 15 all_healthy
# An unprivileged user can ask.
setpriv --reuid 65534 --clear-groups readinessctl status >/dev/null

# A good reload takes effect and is told.
sed 's/{name: green, from: 75}/{name: green, from: 99}/' \
    "$READINESS_REPOSITORY/config/examples/enterprise/model.d/40-index.yaml" >/etc/readinessd/model.d/40-index.yaml
systemctl reload "$unit"
wait_for 10 has_entry fa1c8460599340e984be3749c84d91e1
assert_equal active "$(property ActiveState)"

# A bad one changes nothing and says where.
printf 'indicators:\n  broken: {valu: 1}\n' >/etc/readinessd/model.d/90-broken.yaml
systemctl reload "$unit"
wait_for 10 has_entry f5a6d5e32b874659a2893d9f86d1bc39
rejected=$(journal MESSAGE_ID=f5a6d5e32b874659a2893d9f86d1bc39 | jq -c 'select(.READINESS_FILE)' | tail -n 1)
assert_contains "$(jq -r .READINESS_FILE <<<"$rejected")" 90-broken.yaml
assert_equal 2 "$(jq -r .READINESS_LINE <<<"$rejected")"
wait_for 5 has_property StatusText "*refused*"
assert_equal "$pid" "$(property MainPID)"
has_score enterprise self-reliance
assert_contains "$(journalctl -x --no-pager MESSAGE_ID=f5a6d5e32b874659a2893d9f86d1bc39)" "90-broken.yaml:2"

# Stop within a second, by its own will, and told.
begin=$(date +%s%N)
systemctl stop "$unit"
test $((($(date +%s%N) - begin) / 1000000)) -lt 1000
assert_equal success "$(property Result)"
has_entry 1bfd674957134fa198f226c6ae1427f5

# With the bad configuration it does not start, once, with the status that says why.
(! systemctl start "$unit")
assert_equal 78 "$(property ExecMainStatus)"
assert_equal 0 "$(property NRestarts)"
rm /etc/readinessd/model.d/90-broken.yaml
systemctl reset-failed "$unit"
systemctl start "$unit"

only_native_entries
# At most 25 field names, so that the journal stays small.
test "$(journalctl --fields | grep -c ^READINESS_)" -le 25
