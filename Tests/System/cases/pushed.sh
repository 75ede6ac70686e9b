#!/bin/bash
# Readings that are pushed: by call and by stream, limited by who pushes; typed by people with the reason; by an isolated
# collector in a unit of its own, which loses nothing while the daemon is away or it is killed itself.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
needs_daemon
install_package
push() { "$READINESS_REPOSITORY/Tests/System/helpers/push.py" "$@"; }
useradd --system line3
usermod --append --groups readiness-ingest line3
mkdir -p /etc/readinessd/{model.d,collectors.d}
cat >/etc/readinessd/model.d/m.yaml <<'END'
entities: [{id: plant-a}, {id: plant-b}]
measures: {made: {}, planned: {}, ticks: {}, beats: {kind: event}}
indicators:
  output: {value: made, normalize: {goalposts: [0, 100]}}
  beating: {value: 'count(beats[1d])', normalize: {goalposts: [0, 1000]}}
index: {id: root, coverage: 0, children: [output, beating]}
END
cat >/etc/readinessd/collectors.d/c.yaml <<'END'
collectors:
  line:
    kind: push
    users: [line3]
    only-measures: [made]
    only-entities: [plant-a]
    format: influx
    map:
      - {match: {name: press_made}, measure: made, entity-label: plant}
      - {match: {name: press_planned}, measure: planned, entity-label: plant}
  slow: {kind: push, users: [line3], only-measures: [planned], rate-limit: 1, silence-limit: 2s}
  few: {kind: push, only-measures: [ticks], series-limit: 1}
  reports: {kind: manual, only-measures: [planned]}
  iso: {kind: file, isolated: true, path: /run/beats, format: json-lines, interval: 200ms}
END
chmod -R u=rwX,go=rX /etc/readinessd
readinessd check
version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
systemctl start "$unit"
assert_equal 660 "$(stat -c %a /run/readinessd/ingest)"
assert_equal readiness-ingest "$(stat -c %G /run/readinessd/ingest)"
field() { readinessctl collectors "$1" --json | jq -r "$2"; }
as() { setpriv --reuid "$1" --regid "$1" --init-groups "${@:2}"; }
made='{"entity": "plant-a", "measure": "made", "value": 40}'

# Nobody without the group gets in at all; nobody of the group may push as another.
assert_status 1 as nobody "$READINESS_REPOSITORY/Tests/System/helpers/push.py" observe line "$made"
if [ "$version" -lt 257 ]; then
    # There the user namespace of the service hides who pushes, and what is not known is not allowed.
    answer=$(as line3 "$READINESS_REPOSITORY/Tests/System/helpers/push.py" observe line "$made" || true)
    assert_contains "$answer" '"error": "io.readinessd.Ingest.NotAllowed"'
    mkdir -p /etc/systemd/system/readinessd.service.d
    printf '[Service]\nPrivateUsers=no\n' >/etc/systemd/system/readinessd.service.d/users.conf
    systemctl daemon-reload
    systemctl restart "$unit"
fi
line3() { as line3 "$READINESS_REPOSITORY/Tests/System/helpers/push.py" "$@"; }
answer=$(line3 observe few "$made" || true)
assert_contains "$answer" '"error": "io.readinessd.Ingest.NotAllowed"'
answer=$(line3 observe nobody "$made" || true)
assert_contains "$answer" '"error": "io.readinessd.Ingest.NoSuchSource"'
answer=$(line3 observe "" "$made" || true)
assert_contains "$answer" '"sources": ["line", "slow"]'

# One bad observation never refuses the others.
answer=$(line3 observe line "$made" '{"entity": "plant-b", "measure": "made", "value": 1}' \
    '{"entity": "plant-a", "measure": "planned", "value": 1}' '{"entity": "plant-x", "measure": "made", "value": 1}' \
    '{"entity": "plant-a", "measure": "made", "value": 50, "timestamp": 1700000000000000}')
assert_equal 2 "$(jq .accepted <<<"$answer")"
assert_equal '[[1,"not_allowed"],[2,"not_allowed"],[3,"unknown_entity"]]' \
    "$(jq -c '[.refused[] | [.index, .reason]]' <<<"$answer")"
is_40() { [ "$(score plant-a output)" = 40 ]; }
wait_for 5 is_40
assert_equal '2 1' "$(field line '.rejectsByReason | "\(.["not-allowed"]) \(.["unknown-entity"])"')"
assert_equal healthy "$(field line .health)"

# Limits: readings a second, series, and silence, which is told.
many=$(for value in $(seq 1 12); do echo "{\"entity\": \"plant-a\", \"measure\": \"planned\", \"value\": $value, \"timestamp\": $((1700000000 + value))000000}"; done)
mapfile -t many <<<"$many"
answer=$(line3 observe slow "${many[@]}")
assert_equal 10 "$(jq .accepted <<<"$answer")"
assert_equal rate_limit "$(jq -r '.refused[0].reason' <<<"$answer")"
answer=$(push observe few '{"entity": "plant-a", "measure": "ticks", "value": 1}' '{"entity": "plant-b", "measure": "ticks", "value": 1}')
assert_equal '[1,"series_limit"]' "$(jq -c '.refused[] | [.index, .reason]' <<<"$answer")"
wait_for 10 has_entry c522d60ea90c4c23a97b12fbffe5a464 READINESS_COLLECTOR=slow READINESS_REASON=silent
line3 observe slow '{"entity": "plant-a", "measure": "planned", "value": 7}'
wait_for 5 has_entry 5c2d5288b60d4f1f8778ac1dfb6f4d4a READINESS_COLLECTOR=slow

# A stream in the format of the source; the cut last line is not taken, and everything is accounted for.
answer=$(
    {
        for second in $(seq 1 5000); do echo "press,plant=plant-a made=$second $((1700000000 + second))000000000"; done
        echo "press,plant=plant-x made=1 1700000000000000000"
        echo "not a line"
        printf 'press,plant=plant-a made=9'
    } | line3 stream line
)
assert_equal '{"source": "line", "format": "influx"}' "$(head -n 1 <<<"$answer")"
assert_equal '5002 5000 2' "$(jq -r 'select(.lines and .readings) | "\(.lines) \(.readings) \(.refused)"' <<<"$answer" | tail -n 1)"
assert_contains "$answer" '"line":5001'
assert_contains "$answer" 'the last line has no end'

# Typed by a person: the reason is needed, and stays.
assert_status 1 readinessctl observe planned plant-b 30 --source reports
readinessctl observe planned plant-b 30 --source reports --at 2026-01-31 --why "annual report, page 3"
assert_contains "$(readinessctl observe planned plant-b 30 --source reports --at 2026-01-31 --why again)" "known already"
assert_status 1 readinessctl observe made plant-b 30 --source reports --why "not for reports"
assert_status 77 as line3 readinessctl observe planned plant-b 31 --source reports --why "not by line3"
wait_for 5 has_entry 91d204c75be84f0ab3a6c85e17f02d49 READINESS_COLLECTOR=reports READINESS_ENTITY=plant-b
notes=$(python3 - <<'END'
import sqlite3
print(sqlite3.connect("file:/var/lib/readinessd/history.sqlite?mode=ro", uri=True).execute(
    "SELECT entity, measure, time, value, source, by, why FROM readable_reading_note ORDER BY at").fetchall())
END
)
assert_contains "$notes" "('plant-b', 'planned', '2026-01-31T00:00:00Z', 30.0, 'reports', 'root', 'annual report, page 3')"

# Readings as they pass.
readinessctl tap line --count 1 >/tmp/tapped 2>/tmp/watching &
tap=$!
wait_for 5 grep watching /tmp/watching
line3 observe line '{"entity": "plant-a", "measure": "made", "value": 41, "timestamp": 1760000000000000}'
wait "$tap"
assert_contains "$(cat /tmp/tapped)" "line plant-a made 41.0"
assert_status 77 as line3 readinessctl tap

# An isolated collector: a unit, a user and a slice of its own; killed and restarted, and the daemon away meanwhile.
cat >/run/beat.sh <<'END'
while true; do
    date +'{"entity": "plant-b", "measure": "beats", "value": 1, "time": "%Y-%m-%dT%H:%M:%S.%NZ"}' >>/run/beats
    sleep 0.2
done
END
assert_equal unknown "$(field iso .health)"
assert_status 64 readinessd collect reports --push
TZ=UTC bash /run/beat.sh &
beat=$!
iso=readinessd-collector@iso.service
systemctl start "$iso"
iso_is() { [ "$(field iso .health)" = "$1" ]; }
iso_has() { [ "$(field iso .readingsTotal)" -ge "$1" ]; }
wait_for 20 iso_has 3
wait_for 20 iso_is healthy
assert_equal active "$(systemctl show -P ActiveState "$iso")"
assert_equal readinessd-collectors.slice "$(systemctl show -P Slice "$iso")"
[ "$version" -lt 257 ] || assert_equal readinessd-collector "$(systemctl show -P User "$iso")"
has_status() { [[ $(systemctl show -P StatusText "$iso") == *"readings in"* ]]; }
wait_for 15 has_status
systemctl kill --kill-whom=main --signal=KILL "$iso"
sleep 1
systemctl stop "$unit"
sleep 2
systemctl start "$unit"
sleep 1
kill "$beat"
printed=$(wc -l </run/beats)
arrived() { [ "$(score plant-b beating | jq '. * 10 | round')" = "$printed" ]; }
wait_for 30 arrived
echo "figure: pushed: $printed beats printed, all there once, over kill -9 of the collector and a restart of the daemon"
# It fails: the daemon is told, and shows it.
rm /run/beats
wait_for 30 iso_is failing
assert_contains "$(field iso .reason)" "/run/beats"
systemctl stop "$iso"
readinessctl collectors
only_native_entries
