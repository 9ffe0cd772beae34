#!/bin/sh
# usage: reload.sh <process id of nginx's master>    (in a container: 1)
# Has nginx read its configuration again, and returns when no worker takes requests by the former one any more.
set -eu
master=$1

# Those that only finish what they have say so in their title.
taking() {
  for pid in $(cat "/proc/$master/task/$master/children"); do
    title=$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null) || continue
    case $title in
      *"shutting down"*) ;;
      *"worker process"*) echo "$pid" ;;
    esac
  done
}

former=$(taking)
kill -HUP "$master"
# A configuration that nginx refuses leaves the former workers where they are, and the reason in its error log.
for _ in $(seq 200); do
  left=0
  for pid in $former; do
    for now in $(taking); do if [ "$now" = "$pid" ]; then left=1; fi; done
  done
  if [ "$left" = 0 ]; then exit 0; fi
  sleep 0.05
done
echo "nginx still goes by its former configuration after 10 s: see its error log" >&2
exit 1
