#!/bin/bash
# Every entry of the catalogue is found, has the parts it needs, and its fields are filled in.
source "$READINESS_REPOSITORY/Tests/System/assert.sh"
install_package

ids=$(sed -n 's/^-- \([0-9a-f]\{32\}\)$/\1/p' "$READINESS_REPOSITORY/packaging/readinessd.catalog")
# The events the daemon can write, from its source: each has its text, and no text is left over.
events=$(sed -nE 's/.*MessageID\(0x([0-9a-f_]+), 0x([0-9a-f_]+)\).*/\1\2/p' "$READINESS_REPOSITORY"/Sources/ReadinessDaemon/Publication/Event.swift | tr -d _)
assert_equal "$(sort <<<"$events")" "$(sort <<<"$ids")"
assert_equal "" "$(sort <<<"$ids" | uniq -d)"
for id in $ids; do
    text=$(journalctl --dump-catalog "$id")
    assert_contains "$text" "Subject: "
    assert_contains "$text" "Defined-By: readinessd"
    # Only fields that readinessd writes.
    fields=$(grep -o '@[A-Z_]*@' <<<"$text" | sort -u || true)
    for field in $fields; do
        case $field in
            @READINESS_ENTITY@ | @READINESS_NODE@ | @READINESS_SCORE@ | @READINESS_PREVIOUS@) ;;
            @READINESS_BAND@ | @READINESS_PREVIOUS_BAND@ | @READINESS_COVERAGE@ | @READINESS_COLLECTOR@) ;;
            @READINESS_REASON@ | @READINESS_FILE@ | @READINESS_LINE@ | @READINESS_COUNT@ | @READINESS_MODEL@) ;;
            @READINESS_ACTION@ | @READINESS_USER@) ;;
            *) fail "unknown field $field in $id" ;;
        esac
    done
done

# An entry as the daemon sends it, and what the administrator reads.
logger --journald <<'TEXT'
MESSAGE=Collector stock has failed
MESSAGE_ID=c522d60ea90c4c23a97b12fbffe5a464
PRIORITY=4
READINESS_COLLECTOR=stock
READINESS_REASON=no-answer
TEXT
journalctl --sync
text=$(journalctl -x --no-pager MESSAGE_ID=c522d60ea90c4c23a97b12fbffe5a464)
assert_contains "$text" "Subject: Collector stock has failed"
assert_contains "$text" "no-answer"
assert_contains "$text" "readinessd collect stock --once"
