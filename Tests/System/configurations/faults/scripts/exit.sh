# Prints a good reading and fails.
/bin/sh scripts/healthy.sh exit
if [ -e faulty ]; then
    echo "the machine does not answer" >&2
    exit 1
fi
