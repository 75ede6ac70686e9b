#!/bin/bash
# Entries of the journal are counted exactly, over a restart and kill -9 of the daemon; numbers are taken out of them; and a
# database of SQLite is asked while another program writes it.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
needs_daemon
install_package
mkdir -p /etc/readinessd/{model.d,collectors.d} /srv/erp
cat >/etc/readinessd/model.d/m.yaml <<'END'
entities: [{id: backup}, {id: plant-a}]
measures: {alarms: {kind: event}, took: {unit: ms}, orders: {kind: event}}
indicators:
  alarming: {value: 'sum(alarms[1d])', normalize: {goalposts: [0, 100000], truncate: false}}
  duration: {value: took, normalize: {goalposts: [0, 100]}}
  ordering: {value: 'sum(orders[1d])', normalize: {goalposts: [0, 1000]}}
index: {id: root, coverage: 0, children: [alarming, duration, ordering]}
END
cat >/etc/readinessd/collectors.d/c.yaml <<'END'
collectors:
  alarms:
    kind: journal
    match: [SYSLOG_IDENTIFIER=backup-test]
    extract: {took: {pattern: 'took {} ms'}}
    interval: 500ms
    map:
      - {match: {name: entry}, measure: alarms, entity-label: identifier, entities: {backup-test: backup}}
      - {match: {name: took}, measure: took, entity-label: identifier, entities: {backup-test: backup}}
  orders:
    kind: sqlite
    database: /srv/erp/orders.sqlite
    query: SELECT id, 'plant-a' AS entity, 'orders' AS measure, amount AS value, at AS time FROM orders WHERE id > :since
    incremental: id
    format: csv
    interval: 300ms
END
chmod -R u=rwX,go=rX /etc/readinessd
readinessd check
mkdir -p /etc/systemd/system/readinessd.service.d
printf '[Service]\nSupplementaryGroups=systemd-journal\n' >/etc/systemd/system/readinessd.service.d/journal.conf
systemctl daemon-reload
systemctl start "$unit"
(
    set +x
    for number in $(seq 1 10000); do echo "alarm $number"; done | logger --tag backup-test
)
cat >/run/orders.py <<'END'
import sqlite3, sys, time
c = sqlite3.connect("/srv/erp/orders.sqlite", isolation_level=None)
c.execute("PRAGMA journal_mode=WAL")
c.execute("CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, amount REAL, at REAL)")
for number in range(300):
    c.execute("INSERT INTO orders (amount, at) VALUES (1, ?)", [time.time()])
    time.sleep(0.02)
time.sleep(30)
END
chmod 777 /srv/erp
(umask 0 && exec python3 /run/orders.py) &
writer=$!
sleep 2
systemctl kill --kill-whom=main --signal=KILL "$unit"
logger --tag backup-test "the backup took 42 ms"
wait_for 20 has_property ActiveState active
(
    set +x
    for number in $(seq 1 999); do echo "alarm $number"; done | logger --tag backup-test
)
systemctl restart "$unit"
journalctl --sync
counted() { [ "$(score backup alarming | jq '. * 1000 | round')" = 11000 ]; }
wait_for 30 counted
assert_equal 42 "$(score backup duration | jq 'round')"
ordered() { [ "$(score plant-a ordering | jq '. * 10 | round')" = 300 ]; }
wait_for 30 ordered
sleep 1
counted
ordered
kill "$writer"
echo "figure: journal: 11000 of 11000 entries counted, 300 of 300 rows of a database that was being written, over kill -9 and a restart"
readinessctl collectors
only_native_entries
