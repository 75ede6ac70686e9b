#!/bin/bash
# From an edited file to the socket, the subscriber and the journal within one interval.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
needs_daemon
install_package
install_example human-development
systemctl start "$unit"
wait_for 15 has_score BRA hdi
before=$(score BRA hdi)
# The index is published to three decimals, the score in points of 100.
assert_equal 0.760 "$(jq -n "$before / 100" | xargs printf %.3f)"

varlink --more io.readinessd.Status.Subscribe '{"entity": "BRA", "node": "hdi"}' >/tmp/changes &
subscriber=$!
wait_for 5 test -s /tmp/changes

begin=$SECONDS
sed 's/^BRA,Brazil,2022,73.425,/BRA,Brazil,2022,83.425,/' /etc/readinessd/readings/hdi_2022.csv >/tmp/new
install -m 0644 /tmp/new /etc/readinessd/readings/.new
mv /etc/readinessd/readings/.new /etc/readinessd/readings/hdi_2022.csv
changed() { [ "$(wc -l </tmp/changes)" -ge 2 ]; }
wait_for 10 changed
# One interval is 5 s.
test $((SECONDS - begin)) -le 6
change=$(sed -n 2p /tmp/changes)
assert_equal "$before" "$(jq .change.previous.score <<<"$change")"
after=$(score BRA hdi)
assert_equal "$after" "$(jq .change.current.score <<<"$change")"
jq -e -n "$after > $before" >/dev/null

# The index has crossed into another band, which is told instead of the mere movement.
wait_for 5 has_entry 6849f00e9df749ecaf07cc51b6df39bd READINESS_ENTITY=BRA READINESS_NODE=hdi
entry=$(journal MESSAGE_ID=6849f00e9df749ecaf07cc51b6df39bd READINESS_ENTITY=BRA READINESS_NODE=hdi | tail -n 1)
assert_equal "$(printf %.1f "$before")" "$(jq -r .READINESS_PREVIOUS <<<"$entry" | xargs printf %.1f)"
assert_equal "$(printf %.1f "$after")" "$(jq -r .READINESS_SCORE <<<"$entry" | xargs printf %.1f)"
assert_equal "high very-high" "$(jq -r '.READINESS_PREVIOUS_BAND + " " + .READINESS_BAND' <<<"$entry")"
# Its indicator has moved within its band.
wait_for 5 has_entry de607d16a82644c4a5d89fb2d627e370 READINESS_ENTITY=BRA READINESS_NODE=health
entry=$(journal MESSAGE_ID=de607d16a82644c4a5d89fb2d627e370 READINESS_ENTITY=BRA READINESS_NODE=health | tail -n 1)
assert_equal "82.2 97.6" "$(jq -r '"\(.READINESS_PREVIOUS) \(.READINESS_SCORE)"' <<<"$entry" | xargs printf '%.1f %.1f')"
text=$(journalctl -x --no-pager MESSAGE_ID=de607d16a82644c4a5d89fb2d627e370)
assert_contains "$text" "Score of health at BRA has moved from"
kill "$subscriber"
only_native_entries
