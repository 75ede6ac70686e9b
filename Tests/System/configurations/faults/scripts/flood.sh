# Prints 100 MB, every line of it a good reading.
if [ -e faulty ]; then
    yes '{"entity":"flood","values":{"level":50}}' | head -c 100000000
fi
/bin/sh scripts/healthy.sh flood
