#!/bin/bash
# 200 collectors, of which 50 hang, 50 crash and 50 flood: the others do not notice, and nothing is left of any of them.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
needs_daemon
install_package
mkdir -p /etc/readinessd/{model.d,collectors.d,scripts}
{
    echo 'entities:'
    echo '  - id: all'
    echo '    entities:'
    for number in $(seq 1 51); do echo "      - {id: e$number}"; done
    echo 'measures: {made: {}}'
    echo 'indicators: {output: {value: made, normalize: {goalposts: [0, 100]}}}'
    echo 'index: {id: root, coverage: 0, children: [output]}'
} >/etc/readinessd/model.d/m.yaml
cat >/etc/readinessd/scripts/steady-program.sh <<'END'
while true; do
    echo '{"entity": "e51", "measure": "made", "value": 1}'
    sleep 0.5
done
END
{
    echo 'collectors:'
    rest='format: json-lines, interval: 5s, deadline: 2s'
    for number in $(seq 1 50); do
        echo "  good-$number: {kind: exec, command: [/bin/echo, '{\"entity\": \"e$number\", \"measure\": \"made\", \"value\": 1}'], $rest}"
        # One in two ignores SIGTERM, and all have a child that does.
        trap=$([ $((number % 2)) = 0 ] && echo "trap '''' TERM; " || true)
        echo "  hang-$number: {kind: exec, command: [/bin/sh, -c, '${trap}(trap '''' TERM; sleep 1000) & sleep 1000'], $rest}"
        echo "  crash-$number: {kind: exec, command: [/bin/sh, -c, 'kill -SEGV \$\$'], $rest}"
        echo "  flood-$number: {kind: exec, command: [/bin/sh, -c, 'yes no reading at all'], $rest}"
    done
    echo "  steady: {kind: stream, command: [/bin/sh, scripts/steady-program.sh], format: json-lines, interval: 1s}"
} >/etc/readinessd/collectors.d/c.yaml
chmod -R u=rwX,go=rX /etc/readinessd
readinessd check
systemctl start "$unit"
# All have run once, and those that fail rest by their own pace.
sleep 10
"$READINESS_REPOSITORY/Tests/System/helpers/chaos.py"
systemctl stop "$unit"
for left in 'sleep 1000' 'no reading' steady-program; do
    if pgrep -f "$left"; then fail "a process is left: $left"; fi
done
only_native_entries
