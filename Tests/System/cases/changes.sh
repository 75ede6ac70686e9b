#!/bin/bash
# One country's reading is edited, by a new file renamed over the old one and in place: within one interval the new
# score is on the socket, at the subscriber and in the journal.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
source "$READINESS_REPOSITORY/Tests/System/helpers/shared-data.sh"
needs_daemon
install_package
install_example human-development
readings=/etc/readinessd/readings/hdi_2022.csv
if has_shared data/hdi_2022.csv; then install -m 0644 "$shared_file" "$readings"; fi
systemctl start "$unit"
wait_for 15 has_score BRA hdi
"$READINESS_REPOSITORY/Tests/System/helpers/changes.py" "$readings"

# As an administrator asks for it.
entry=$(journalctl --no-pager --output cat MESSAGE_ID=de607d16a82644c4a5d89fb2d627e370 \
    READINESS_ENTITY=BRA READINESS_NODE=hdi | head -n 1)
assert_contains "$entry" "BRA hdi: 76.0 -> 78.3"
only_native_entries
