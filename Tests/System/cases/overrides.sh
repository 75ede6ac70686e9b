#!/bin/bash
# A score is claimed beside the computed one: by root alone, for a time, across a restart, told and logged.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
needs_daemon
install_package
install_example human-development
systemctl start "$unit"
wait_for 15 has_score BRA hdi
before=$(score BRA hdi)
event=80ec776345ef47e3b15640144049f407

assert_contains "$(readinessctl override)" "no override is in force"
text=$(readinessctl override BRA hdi 90 --why "figures under review" --until +1h)
assert_contains "$text" "in force: BRA hdi 90.0"
field() { readinessctl list --json --entity BRA --node hdi | jq "$1"; }
is() { [ "$(field "$1")" = "$2" ]; }
wait_for 5 is .override.score 90
assert_equal "$before" "$(field .score)"
assert_equal 90 "$(field .adjusted)"
assert_equal 1 "$(field .overrides)"
assert_contains "$(field .override.who)" "root (uid 0)"
assert_contains "$(readinessctl override)" "figures under review"
wait_for 5 has_entry $event READINESS_ACTION=set READINESS_ENTITY=BRA READINESS_NODE=hdi

# What it does to the change of the score is told apart from the change of the computed one.
change=$(readinessctl why BRA hdi --since 1h --json)
assert_equal came "$(jq -r '.withOverrides.overrides[0].fate' <<<"$change")"
assert_equal 90 "$(jq .withOverrides.after <<<"$change")"
assert_equal "$before" "$(jq .after <<<"$change")"
jq -e '(.withOverrides.after - .withOverrides.before) - (.after - .before) - .withOverrides.points | fabs < 1e-9' <<<"$change"
assert_contains "$(readinessctl why BRA hdi --since 1h)" "came: hdi at BRA to 90.0 by root"

# Others may look, not touch.
denied=0
setpriv --reuid 65534 --regid 65534 --clear-groups readinessctl override BRA hdi 10 --why no --until +1h || denied=$?
assert_equal 77 "$denied"
setpriv --reuid 65534 --regid 65534 --clear-groups readinessctl override
assert_equal 90 "$(field .override.score)"

# It outlives a kill, and ends by itself.
readinessctl override NOR hdi 1 --why "for a moment" --until +8s
systemctl kill --signal KILL "$unit"
wait_for 15 is .override.score 90
wait_for 15 has_entry $event READINESS_ACTION=expired READINESS_ENTITY=NOR
assert_equal null "$(readinessctl list --json --entity NOR --node hdi | jq .override)"

readinessctl override --lift BRA hdi --why "figures confirmed"
wait_for 5 is .override null
assert_equal 0 "$(field .overrides)"
wait_for 5 has_entry $event READINESS_ACTION=lifted READINESS_ENTITY=BRA
assert_contains "$(readinessctl override --lift BRA hdi --why again 2>&1 || true)" "no such override"
text=$(journalctl -x --no-pager MESSAGE_ID=$event)
assert_contains "$text" "An override of hdi at BRA (lifted)"
assert_contains "$text" "figures confirmed"
varlink org.varlink.service.GetInterfaceDescription '{"interface": "io.readinessd.Control"}' | jq -e .description

# A reload that is asked for over the socket says what came of it.
assert_equal null "$(varlink io.readinessd.Control.Reload | jq .configurationError)"
echo "entities: 5" >/etc/readinessd/model.d/99-broken.yaml
assert_contains "$(varlink io.readinessd.Control.Reload)" "99-broken.yaml:1:11"
only_native_entries
