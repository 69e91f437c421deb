#!/usr/bin/env bash
# test-devices.sh PROGRAM: installs XLA's plugin for processors (63 MB, once) into .build/devices for the tests of XLAEngine.
# Where it cannot be had, .build/missing/cpu-xla says why, and the tests are skipped with that reason.
set -uo pipefail

mkdir -p .build/missing
rm -f .build/missing/cpu-xla
HOURGLASS_DEVICES="$PWD/.build/devices" "$1" device install cpu-xla 2>&1 | tee .build/missing/cpu-xla.part
if [ "${PIPESTATUS[0]}" = 0 ]; then
  rm -f .build/missing/cpu-xla.part
else
  tail -n 1 .build/missing/cpu-xla.part >.build/missing/cpu-xla
  rm -f .build/missing/cpu-xla.part
fi
