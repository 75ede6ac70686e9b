# Published data sets that are too large for the repository; sourced by cases after assert.sh.
# shellcheck shell=bash

# has_shared FILE: whether it is there; its path in `shared_file`. Such files lie in READINESS_SHARED, by default
# `shared` beside the repository. Where that directory exists and nothing may be skipped, a missing file is a failure.
has_shared() {
    local directory=${READINESS_SHARED:-$(dirname "$READINESS_REPOSITORY")/shared}
    shared_file=$directory/$1
    [ ! -r "$shared_file" ] || return 0
    if [ -d "$directory" ] && [ "${READINESS_SYSTEM_TESTS:-}" = required ]; then
        fail "$shared_file is missing, and READINESS_SYSTEM_TESTS=required"
    fi
    return 1
}

# skip_rest WHY: ends a case that has done all it can without the shared data.
skip_rest() {
    { set +x; } 2>/dev/null
    echo "skipped: $*"
    exit 77
}
