# Forks a grandchild that leaves session and group, ignores the request to end, and holds the output; then hangs.
if [ -e faulty ]; then
    setsid /bin/sh -c 'trap "" TERM; while :; do sleep 600; done' &
    sleep 600
fi
/bin/sh scripts/healthy.sh fork
