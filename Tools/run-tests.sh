#!/usr/bin/env bash
# run-tests.sh COMMAND…: runs a command that runs tests. At the end it says once more what failed, which is hard to find
# between thousands of lines.
set -uo pipefail
cd "$(dirname "$0")/.."

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
"$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
if [ "$status" != 0 ]; then
  printf '\nWhat failed:\n'
  # A comparison of long texts or arrays is one line.
  grep -aE -A 3 '^✘ .* recorded an issue|^error: ' "$log" \
    | grep -avE '^(--$|◇|✔|➜)|^✘ .* failed after' | cut -c 1-1500 | tail -n 60
fi
exit "$status"
