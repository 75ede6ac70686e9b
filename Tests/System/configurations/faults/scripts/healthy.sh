# One reading, now, of the entity that is named.
echo "{\"entity\":\"$1\",\"values\":{\"level\":50}}"
