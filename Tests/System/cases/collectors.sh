#!/bin/bash
# Collectors under a person's hand: what they cost is seen, one is run, rests and goes on; a program that runs on outlives
# a reload that does not touch it.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
needs_daemon
install_package
mkdir -p /etc/readinessd/{model.d,collectors.d}
cat >/etc/readinessd/model.d/m.yaml <<'END'
entities: [{id: plant-a}, {id: plant-b}]
measures: {made: {}, number: {}, load: {}}
indicators: {output: {value: made, normalize: {goalposts: [0, 100]}}}
index: {id: root, coverage: 0, children: [output]}
END
cat >/etc/readinessd/collectors.d/c.yaml <<'END'
collectors:
  asked:
    kind: exec
    command: [/bin/sh, -c, 'echo "{\"entity\": \"plant-a\", \"measure\": \"made\", \"value\": 40}"']
    format: json-lines
    interval: 1h
  presses:
    kind: stream
    command: [/bin/sh, -c, 'echo "PUTVAL plant-b/presses/number N:$$"; while sleep 1; do echo "PUTVAL plant-b/presses/load N:1"; done']
    format: collectd
    interval: 1s
    map:
      - {match: {name: presses_number}, measure: number, entity-label: host}
      - {match: {name: presses_load}, measure: load, entity-label: host}
  bad: {kind: exec, command: [/bin/false], format: json-lines, interval: 1h}
END
chmod -R u=rwX,go=rX /etc/readinessd
readinessd check
systemctl start "$unit"
field() { readinessctl collectors "$1" --json | jq -r "$2"; }
is() { [ "$(field "$1" "$2")" = "$3" ]; }
wait_for 10 is asked .runsTotal 1
wait_for 10 is bad .health failing
assert_equal open "$(field bad .circuit)"
assert_equal exit "$(field bad '.failuresByCode | keys[0]')"
assert_contains "$(readinessctl collectors)" "bad fails: /bin/false: it ended with status 1"
text=$(readinessctl collectors asked)
assert_contains "$text" "readings                  1"
# At most 80 columns for what is told of one.
assert_equal 0 "$(awk 'length > 80' <<<"$text" | wc -l)"
test "$(field asked .processorMicrosecondsTotal)" -gt 0
test "$(field asked .peakResidentBytes)" -gt 100000

assert_contains "$(readinessctl collector run asked)" "asked: 1 readings, 0 refused"
assert_equal 2 "$(field asked .runsTotal)"
status=0
readinessctl collector run bad || status=$?
assert_equal 1 "$status"
status=0
readinessctl collector run nobody 2>/tmp/error || status=$?
assert_equal 1 "$status"
assert_contains "$(cat /tmp/error)" "no collector 'nobody'"

# Rest and go on: told in the journal, kept over a reload, run only when asked.
readinessctl collector pause asked
assert_equal true "$(field asked .paused)"
wait_for 5 has_entry 3f1c8a529d0e4b679e3571c42ab8d60f READINESS_COLLECTOR=asked READINESS_ACTION=paused
assert_contains "$(readinessctl collectors)" "paused"
varlink io.readinessd.Control.Reload | jq -e '.configurationError == null'
assert_equal true "$(field asked .paused)"
readinessctl collector run asked
assert_equal true "$(field asked .paused)"
readinessctl collector resume asked
wait_for 5 is asked .runsTotal 4
assert_equal false "$(field asked .paused)"
denied=0
setpriv --reuid 65534 --regid 65534 --clear-groups readinessctl collector pause asked || denied=$?
assert_equal 77 "$denied"

# The program that runs on: one process over a reload that changes another collector.
grown() { [ "$(field presses .readingsTotal)" -ge "$1" ]; }
wait_for 15 grown 3
process=$(systemctl show -P MainPID "$unit" | xargs -I{} pgrep -P {} -f presses/number | head -n 1)
test -n "$process"
sed -i 's/"value\\": 40/"value\\": 41/' /etc/readinessd/collectors.d/c.yaml
before=$(field presses .readingsTotal)
systemctl reload "$unit"
wait_for 10 grown $((before + 2))
assert_equal "$process" "$(systemctl show -P MainPID "$unit" | xargs -I{} pgrep -P {} -f presses/number | head -n 1)"
# Killed, it is told and started anew.
kill -KILL "$process"
wait_for 10 has_entry c522d60ea90c4c23a97b12fbffe5a464 READINESS_COLLECTOR=presses READINESS_REASON=signal
wait_for 20 has_entry 5c2d5288b60d4f1f8778ac1dfb6f4d4a READINESS_COLLECTOR=presses
# Nothing is left of it when the service stops.
systemctl stop "$unit"
if pgrep -f presses/number; then exit 1; fi
only_native_entries
