#!/usr/bin/env bash
# make-tarball.sh FOLDER: makes an archive in FOLDER of the programs that HOURGLASS_PROGRAM and HOURGLASS_STUDIO name, which must
# have Swift's run-time inside. NEEDS.md in it says what else a machine must have. Prints the archive's path.
set -euo pipefail
cd "$(dirname "$0")/.."

folder="${1:?}"
program="${HOURGLASS_PROGRAM:?}"
if readelf -d "$program" | grep -q 'NEEDED.*libswiftCore'; then
  echo "error: $program needs Swift's run-time; make tarball builds one that has it inside" >&2
  exit 1
fi
version="$("$program" --version | sed -n '1s/^hourglass //p')"
name="hourglass-$version-linux-$(uname -m)"
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y "$program")}"

stage="$(mktemp -d)"
trap 'rm -rf "$stage"' EXIT
umask 022
root="$stage/$name"
Tools/install.sh "$root" >/dev/null
rm "$root/lib/hourglass/installed-files"
programs=()
for file in "$root"/lib/hourglass/*; do
  if [ -f "$file" ]; then programs+=("$file"); fi
done
Tools/strip-programs.sh "${programs[@]}"

# The libraries that the programs name.
libraries() { readelf -d "${programs[@]}" | sed -nE 's/.*NEEDED.*\[(.*)\]/\1/p' | grep -v ld-linux | sort -u; }

# The packages of these libraries, but those that every system has. dpkg may know a library by its path before /usr was merged.
packages() {
  ldd "${programs[@]}" | awk '/=> \// {print $3}' | sort -u | grep -F "$(libraries)" | xargs -n 1 readlink -f |
    while IFS= read -r library; do dpkg -S "$library" 2>/dev/null || dpkg -S "${library#/usr}" 2>/dev/null || true; done |
    sed 's/:.*//' | sort -u | grep -vE '^(libc6|libgcc-s1)$'
}

glibc="$(objdump -T "${programs[@]}" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1 | tr _ ' ')"
{
  echo "# What Hourglass $version needs"
  echo
  echo "A Linux system for $(uname -m) with ${glibc/GLIBC/glibc} or later, and these shared libraries:"
  echo
  libraries | sed 's/^/- /'
  echo
  echo "Debian 12 and its relatives have them in these packages:"
  echo
  echo "    apt-get install $(packages | xargs)"
  echo
  echo "Run \`bin/hourglass\` where the archive was unpacked, or copy its folders below \`/usr/local\`. Swift is not needed."
  echo
  echo "For runs of several processes, install an MPI library with its headers and a C compiler, and run"
  echo "\`share/hourglass/mpi/build.sh\`:"
  echo
  echo "    apt-get install openmpi-bin libopenmpi-dev gcc libc6-dev"
} >"$root/NEEDS.md"
mkdir -p "$folder"
tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -cf - "$name" |
  gzip -9n >"$folder/$name.tar.gz"
echo "$folder/$name.tar.gz"
