#!/bin/bash
# Files that are dropped into a directory are read as they come, taken away when durable, and set apart when bad; a file that
# is replaced is read at once; one that grows is followed through rotation, restart and kill -9.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
needs_daemon
install_package
mkdir -p /etc/readinessd/{model.d,collectors.d} /srv/drop /srv/log
cat >/etc/readinessd/model.d/m.yaml <<'END'
entities: [{id: plant-a}, {id: plant-b}]
measures: {orders: {kind: event}, made: {}, strokes: {kind: event}}
indicators:
  ordering: {value: 'sum(orders[1000d])', normalize: {goalposts: [0, 100000], truncate: false}}
  output: {value: made, normalize: {goalposts: [0, 100]}}
  striking: {value: 'count(strokes[1000d])', normalize: {goalposts: [0, 100000], truncate: false}}
index: {id: root, coverage: 0, children: [ordering, output, striking]}
END
cat >/etc/readinessd/collectors.d/c.yaml <<'END'
collectors:
  orders: {kind: file, path: '/srv/drop/*.csv', after: move, format: csv, interval: 1h}
  made: {kind: file, path: /srv/made.jsonl, format: json-lines, interval: 1h}
  strokes: {kind: file, path: /srv/log/strokes, follow: true, format: influx, interval: 200ms}
END
chmod -R u=rwX,go=rX /etc/readinessd
chmod 777 /srv/drop
touch /srv/log/strokes
readinessd check
mkdir -p /etc/systemd/system/readinessd.service.d
printf '[Service]\nReadWritePaths=/srv/drop\n' >/etc/systemd/system/readinessd.service.d/drop.conf
systemctl daemon-reload
echo '{"entity": "plant-b", "measure": "made", "value": 10}' >/srv/made.jsonl
systemctl start "$unit"
made() { [ "$(score plant-b output)" = "$1" ]; }
wait_for 10 made 10

# At once, at an interval of an hour.
begin=$(date +%s%N)
echo '{"entity": "plant-b", "measure": "made", "value": 20}' >/srv/made.jsonl.new
mv /srv/made.jsonl.new /srv/made.jsonl
wait_for 10 made 20
replaced=$((($(date +%s%N) - begin) / 1000000))

for number in $(seq 1 200); do
    {
        echo time,entity,measure,value
        for row in $(seq 1 10); do echo "$((1750000000 + number * 10 + row)),plant-a,orders,1"; done
    } >"/srv/drop/.$number"
    mv "/srv/drop/.$number" "/srv/drop/$number.csv"
done
begin=$(date +%s%N)
sum() { [ "$(score plant-a ordering | jq '. * 1000 | round')" = "$1" ]; }
wait_for 20 sum 2000
dropped=$((($(date +%s%N) - begin) / 1000000))
processed() { [ "$(find /srv/drop/processed -name '*.csv' | wc -l)" = "$1" ]; }
wait_for 10 processed 200
printf 'time,entity,measure,value\n1760000000,plant-a,orders,5\n1760000001,plant-x,orders,5\n' >/srv/drop/bad.csv
quarantined() { test -s /srv/drop/quarantine/bad.csv.why; }
wait_for 10 quarantined
assert_contains "$(cat /srv/drop/quarantine/bad.csv.why)" "bad.csv:3"
wait_for 10 sum 2005
wait_for 5 has_entry f6891e6fd36f4d30a107b6ac22b4e372 READINESS_COLLECTOR=orders
assert_equal "" "$(find /srv/drop -maxdepth 1 -type f)"

# A file that grows, is renamed away and emptied while the daemon is killed and started anew.
cat >/run/strokes.py <<'END'
import os, time
path, stamp = "/srv/log/strokes", 1_750_000_000_000_000_000
for number in range(3000):
    with open(path, "a") as file:
        # Every other line leaves its time to whoever reads it.
        file.write(f"strokes,entity=plant-a value=1 {stamp + number}\n" if number % 2 else "strokes,entity=plant-a value=1\n")
    if number % 700 == 699:
        time.sleep(1)
        os.rename(path, f"{path}.{number}")
    time.sleep(0.002)
END
python3 /run/strokes.py &
writer=$!
sleep 3
systemctl kill --kill-whom=main --signal=KILL "$unit"
wait_for 10 has_property ActiveState active
wait "$writer"
counted() { [ "$(score plant-a striking | jq '. * 1000 | round')" = "$1" ]; }
wait_for 20 counted 3000
# What is renamed while nobody looks is found under its new name.
systemctl stop "$unit"
strokes() { for _ in $(seq 1 "$1"); do echo 'strokes,entity=plant-a value=1'; done >>/srv/log/strokes; }
strokes 30
mv /srv/log/strokes /srv/log/strokes.last
strokes 20
systemctl start "$unit"
wait_for 20 counted 3050
echo "figure: files: a replaced file in the scores after $replaced ms at an interval of an hour; 200 dropped files $dropped ms after the last; 3000 of 3000 lines, half of them without a time, of a file that was renamed four times, over kill -9; 50 of 50 of one renamed while the service was down"
readinessctl collectors
only_native_entries
