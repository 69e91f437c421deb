#!/usr/bin/env bash
# Installs Open MPI for the tests of Clusters where it can be had, and builds the library for it. Where it cannot,
# .build/missing/mpi says why, and the tests are skipped with that reason.
set -uo pipefail
cd "$(dirname "$0")/.."

mkdir -p .build/missing .build/mpi-tests
rm -f .build/missing/mpi
command -v mpicc >/dev/null && command -v mpirun >/dev/null || Tools/setup.sh mpi-tests
if ! reason="$(Tools/mpi/build.sh .build/mpi-tests/libhourglass-mpi.so 2>&1)"; then
  printf '%s\n' "$reason" | grep . | tail -n 1 | tee .build/missing/mpi
fi
