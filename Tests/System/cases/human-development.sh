#!/bin/bash
# The Human Development Index: what the service serves is what the report has published, for all 193 countries where
# the shared data is at hand, else for the dozen of the example.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
source "$READINESS_REPOSITORY/Tests/System/helpers/shared-data.sh"
needs_daemon
install_package
install_example human-development
readings=/etc/readinessd/readings/hdi_2022.csv
countries=12
if has_shared data/hdi_2022.csv; then
    install -m 0644 "$shared_file" "$readings"
    countries=193
fi
systemctl start "$unit"
"$READINESS_REPOSITORY/Tests/System/helpers/human-development.py" "$readings" "$countries"

# The same by the shipped client. Country codes stand first and the published index last, neither of them quoted.
awk -F, 'NR > 1 {printf "%s %.3f\n", $1, $NF}' "$readings" | sort >/tmp/published
readinessctl list --json --node hdi | jq -r 'select(.score) | "\(.entity) \(.score / 100)"' |
    awk '{printf "%s %.3f\n", $1, $2}' | sort >/tmp/served
diff /tmp/published /tmp/served
assert_equal "$countries" "$(wc -l </tmp/served)"
only_native_entries
[ "$countries" = 193 ] || skip_rest "all but $countries countries, for want of $shared_file"
