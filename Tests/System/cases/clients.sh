#!/bin/bash
# The status socket among many clients and bad ones.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
needs_daemon
install_package
install_example human-development
# Often, so that a subscriber that does not read is soon behind.
sed -i 's/interval: 5s/interval: 200ms/; s/deadline: 5s/deadline: 200ms/' /etc/readinessd/collectors.d/10-report.yaml
# What is told on the socket need not stand in the journal, too.
mkdir -p /etc/readinessd/readinessd.yaml.d
printf 'journal: {score-step: 100}\n' >/etc/readinessd/readinessd.yaml.d/10-journal.yaml
readinessd check
systemctl start "$unit"
wait_for 15 has_score BRA hdi
clients=$READINESS_REPOSITORY/Tests/System/helpers/clients.py

"$clients" greedy
"$clients" nonsense
"$clients" deaf

# As many as are wanted, where the configuration allows it.
printf 'limits: {connections-per-user: 2000}\n' >/etc/readinessd/readinessd.yaml.d/20-limits.yaml
systemctl restart "$unit"
"$clients" many 1000

if command -v varlinkctl; then
    varlinkctl info "unix:$socket"
    varlinkctl introspect "unix:$socket" io.readinessd.Status >/tmp/description
    varlinkctl validate-idl /tmp/description
    assert_equal '"hdi"' "$(varlinkctl call "unix:$socket" io.readinessd.Status.GetStatus '{}' | jq -c .model.root)"
    assert_equal 193 "$(varlinkctl call --more --json=short "unix:$socket" io.readinessd.Status.List '{"node": "hdi"}' |
        jq -s 'length')"
else
    echo "figure: clients: this system has no varlinkctl"
fi
only_native_entries
