# Hangs, and ignores the request to end.
if [ -e faulty ]; then
    trap '' TERM
    while :; do sleep 600; done
fi
/bin/sh scripts/healthy.sh hang
