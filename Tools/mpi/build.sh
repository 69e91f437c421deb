#!/usr/bin/env bash
# build.sh [FILE]: compiles libhourglass-mpi.so, by which hourglass calls this machine's MPI library, to FILE: by default to
# .build/release of the sources, or to ~/.local/share/hourglass where Hourglass was installed. $MPICC names another
# compiler than mpicc: the one of the MPI library whose mpirun or srun will start hourglass.
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
mpicc="${MPICC:-mpicc}"
if [ -e "$here/CMPI.h" ]; then
  headers="$here"
  data="${XDG_DATA_HOME:-}"
  [[ "$data" = /* ]] || data="${HOME:?}/.local/share"
  file="${1:-$data/hourglass/libhourglass-mpi.so}"
else
  cd "$here/../.."
  headers=Sources/CMPI/include
  file="${1:-.build/release/libhourglass-mpi.so}"
  [ -n "${MPICC:-}" ] || command -v mpicc >/dev/null || Tools/setup.sh mpi
fi
command -v "$mpicc" >/dev/null || {
  echo "error: $mpicc was not found; install an MPI library with its headers and a C compiler" \
    "(Debian: apt-get install openmpi-bin libopenmpi-dev gcc libc6-dev), or name its compiler with MPICC" >&2
  exit 1
}
mkdir -p "$(dirname "$file")"
"$mpicc" -std=c11 -O2 -Wall -Wextra -Werror -fPIC -shared -I"$headers" "$here/library.c" -o "$file.part"
mv "$file.part" "$file"
echo "built $file with $mpicc"
