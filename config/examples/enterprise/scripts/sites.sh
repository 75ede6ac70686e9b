#!/bin/sh
# SYNTHETIC: stands for the production and maintenance systems of the sites. All figures are invented.
#
# Prints one JSON object per line: the production of the last eight days by the hour and now, and a year of maintenance
# orders by the week. Every figure depends on its time alone, so whatever is printed twice is the same twice. Uses
# nothing but the shell and date, reads and writes nothing else.
set -eu

now=$(date -u +%s)
start=1577836800 # 2020-01-01T00:00:00Z

# A wave of period $2 that rises from 0 to half the period and falls back, in `wave`.
wave() {
    wave=$(($1 % $2))
    if [ "$wave" -gt $(($2 / 2)) ]; then wave=$(($2 - wave)); fi
}

# Production up to ten-minute step $1 since the start. The growth is steady but for a wave of ten days; it never shrinks.
production() {
    time=$((start + $1 * 600))
    wave "$1" 1440
    printf '{"time":%d,"entity":"plant-a","values":{"produced":%d,"scrapped":%d,"planned":5400}}\n' \
        "$time" $(($1 * 5 + wave / 2)) $(($1 / 8))
    printf '{"time":%d,"entity":"plant-b","values":{"produced":%d,"scrapped":%d,"planned":2800}}\n' \
        "$time" $(($1 * 2 + wave / 4)) $(($1 / 12))
}

# Maintenance orders of week $1 since the start, in EUR, posted when the week begins.
maintenance() {
    time=$((start + $1 * 604800))
    wave "$1" 26
    printf '{"time":%d,"entity":"plant-a","values":{"orders_own":%d,"orders_all":%d}}\n' \
        "$time" $((31000 + wave * 400)) $((52000 + wave * 300))
    printf '{"time":%d,"entity":"plant-b","values":{"orders_own":%d,"orders_all":%d}}\n' \
        "$time" $((14000 + wave * 100)) $((30000 + wave * 250))
    printf '{"time":%d,"entity":"depot","values":{"orders_own":%d,"orders_all":%d}}\n' \
        "$time" $((88000 + wave * 900)) $((106000 + wave * 700))
}

step=$(((now - start) / 600))
hour=$((step / 6 - 8 * 24))
while [ $((hour * 6)) -lt "$step" ]; do
    production $((hour * 6))
    hour=$((hour + 1))
done
production "$step"

week=$(((now - start) / 604800))
last=$week
week=$((week - 53))
while [ "$week" -le "$last" ]; do
    maintenance "$week"
    week=$((week + 1))
done
