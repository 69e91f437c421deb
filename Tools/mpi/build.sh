#!/usr/bin/env bash
# build.sh [FILE]: compiles libhourglass-mpi.so, by which hourglass calls this machine's MPI library, to FILE
# (.build/release/libhourglass-mpi.so). $MPICC names another compiler than mpicc: the one of the MPI library whose
# mpirun or srun will start hourglass.
set -euo pipefail
cd "$(dirname "$0")/../.."

file="${1:-.build/release/libhourglass-mpi.so}"
mpicc="${MPICC:-mpicc}"
[ -n "${MPICC:-}" ] || command -v mpicc >/dev/null || Tools/setup.sh mpi
command -v "$mpicc" >/dev/null || {
  echo "error: $mpicc was not found; install an MPI library with its headers, or name its compiler with MPICC" >&2
  exit 1
}
"$mpicc" -std=c11 -O2 -Wall -Wextra -Werror -fPIC -shared -ISources/CMPI/include Tools/mpi/library.c -o "$file.part"
mv "$file.part" "$file"
echo "built $file with $mpicc"
