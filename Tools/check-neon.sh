#!/usr/bin/env bash
# Runs every kernel of every instruction set over odd sizes, and compares the results with those of the portable kernels:
# this machine's own sets, and the NEON kernels of 64-bit ARM, where it is another machine, under qemu-user.
# CLANG names the compiler; without it the one in PATH, which a Swift toolchain has.
# Debian and Ubuntu have the rest: apt-get install qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross
set -euo pipefail
cd "$(dirname "$0")/.."

clang="${CLANG:-clang}"
sources=Sources/CKernels
checks=Tests/KernelChecks
folder=.build/kernel-checks
mkdir -p "$folder"
# The records are large.
trap 'rm -f "$folder"/*-*.record' EXIT

# A kernel without a check would pass.
for kernel in $(sed -nE 's/^  [a-z_0-9]+ \(\*([a-z_0-9]+)\)\(.*/\1/p' "$sources/include/CKernels.h"); do
  grep -qE -- "->$kernel\(|CHECK\(([A-Z]+, )?$kernel," "$checks"/*.c || {
    echo "error: $checks has no check of the kernel $kernel" >&2
    exit 1
  }
done

# build MACHINE FLAG…: the checks and the kernels, as a release has them.
build() {
  local machine="$1"
  shift
  "$clang" "$@" -O2 -Wall -Wextra -Werror -I "$sources" -I "$sources/include" "$sources"/*.c "$checks"/*.c -lm \
    -o "$folder/checks-$machine"
}

# compare_sets MACHINE RUN…: records the sets of a machine, and compares them with the portable one.
compare_sets() {
  local machine="$1" set
  shift
  "$@" "$folder/checks-$machine" record portable "$folder/$machine-portable.record"
  for set in avx512 avx2 neon; do
    "$@" "$folder/checks-$machine" record "$set" "$folder/$machine-$set.record" >/dev/null || {
      [ "$?" = 3 ] && continue
      return 1
    }
    echo -n "$set beside portable, $machine: "
    "$folder/checks-$(uname -m)" compare "$folder/$machine-$set.record" "$folder/$machine-portable.record"
  done
}

build "$(uname -m)"
compare_sets "$(uname -m)"
case "$(uname -m)" in aarch64 | arm64) exit 0 ;; esac

qemu="$(command -v qemu-aarch64 || command -v qemu-aarch64-static || true)"
for_arm=(--target=aarch64-linux-gnu -static -fuse-ld=lld)
missing=()
[ -n "$qemu" ] || missing+=(qemu-user)
# Headers, libc and GCC's start files come in separate packages: a small program says whether all are there.
echo '#include <math.h>
int main(int count, char **names) { return (int)sqrt(count) + !names; }' |
  "$clang" "${for_arm[@]}" -O2 -x c - -lm -o "$folder/probe" 2>/dev/null || missing+=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross)
if [ "${#missing[@]}" -gt 0 ]; then
  echo "the NEON kernels are not run: this machine lacks ${missing[*]}"
  exit 0
fi
build aarch64 "${for_arm[@]}"
compare_sets aarch64 "$qemu"
# The same kernels without fused multiply-adds, on another processor.
echo -n "neon, aarch64, beside portable, $(uname -m): "
"$folder/checks-$(uname -m)" compare "$folder/aarch64-neon.record" "$folder/$(uname -m)-portable.record"
