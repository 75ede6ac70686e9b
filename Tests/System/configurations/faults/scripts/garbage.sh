# Prints bytes without any meaning.
if [ -e faulty ]; then
    exec head -c 100000 /dev/urandom
fi
/bin/sh scripts/healthy.sh garbage
