#!/usr/bin/env bash
# Hourglass on an accelerator beside PyTorch, torch.compile and JAX there: all workloads, at their batch sizes and at 8x.
#
#   Benchmarks/device.sh pack [PROGRAM]    here: .build/device/hourglass.tar.xz, which the machine with the device needs
#   Benchmarks/device.sh [OPTION]...       there, in ten minutes; --device cpu-xla tries it anywhere; --help lists options
#
# pack builds the program with Swift's libraries inside, or takes PROGRAM, which was built so. Of what remains, a machine has
# the C and C++ libraries and zlib; the others (pictures, archives, databases, Lua, BLAS, HTTP) are called by no benchmark,
# and stand-ins that end the program take their place. The archive runs on any Linux of this architecture whose C library
# is as new as pack says.
#
# There, PYTHON (python3) needs PyTorch and JAX for the device; a peer that is missing is left out. The plugin is the one in
# that Python, as `pip install "jax[cuda13]"` brings it, or else what `hourglass device install` installed; with
# HOURGLASS_INSTALL=cuda13 it is installed first.
set -euo pipefail

folder=.build/device
own='^(libc|libm|libdl|libpthread|librt|libresolv|libstdc\+\+|libgcc_s|libz|ld-linux.*)\.so'

# The libraries that a program names, and the symbols that it takes from others.
needed() { readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }
symbols() { nm -D "$1" "$2" | awk '{ print $NF }' | sed 's/@.*//' | sort -u; }

# stand_in PROGRAM LIBRARY OUTPUT: a library of the same name and versions, whose functions end the program.
stand_in() {
  local work taken
  work="$(mktemp -d)"
  taken="$(comm -12 <(symbols --undefined-only "$1") <(symbols --defined-only "$2"))"
  {
    echo '#include <stdio.h>'
    echo '#include <stdlib.h>'
    echo 'static void end(const char *name) { fprintf(stderr, "error: %s is not in a program for benchmarks\n", name); exit(70); }'
    for name in $taken; do echo "void $name(void) { end(\"$name\"); }"; done
  } >"$work/functions.c"
  # The versions that the program asks for: name@VERSION.
  nm -D --undefined-only "$1" | awk -v taken="$taken" '
    BEGIN { split(taken, list, "\n"); for (i in list) known[list[i]] = 1 }
    split($NF, part, /@+/) == 2 && known[part[1]] { names[part[2]] = names[part[2]] " " part[1] ";" }
    END { for (version in names) print version " { global:" names[version] " };" }' >"$work/versions"
  clang -shared -fPIC -fno-builtin -w -Wl,-soname,"$(basename "$3")" "$work/functions.c" -o "$3" \
    $([ -s "$work/versions" ] && echo "-Wl,--version-script=$work/versions")
  rm -r "$work"
}

pack() {
  local program="${1:-}" whole="$folder/whole" name path
  if [ -z "$program" ]; then
    make static-programs WITHOUT_STUDIO=1
    program=.build/static/release/hourglass
  fi
  if needed "$program" | grep -q '^libswift'; then
    echo "device.sh: $program needs Swift's libraries; make static-programs builds one that has them inside" >&2
    exit 1
  fi
  rm -rf "$whole"
  mkdir -p "$whole/lib"
  cp "$program" "$whole/hourglass"
  Tools/strip-programs.sh "$whole/hourglass"
  for name in $(needed "$program" | grep -vE "$own"); do
    path="$(ldd "$program" | awk -v name="$name" '$1 == name { print $3 }')"
    stand_in "$program" "$path" "$whole/lib/$name"
  done
  # Called by its path, and it runs: no library is missing.
  LD_LIBRARY_PATH="$whole/lib" "$whole/hourglass" bench --workload ae --task latency --seconds 0.1 --repeats 1 >/dev/null
  tar -C "$whole" -c . | xz -3 -T0 >"$folder/hourglass.tar.xz"
  echo "$folder/hourglass.tar.xz: $(du -h "$folder/hourglass.tar.xz" | cut -f 1); the C library there must be" \
    "$(nm -D --undefined-only "$program" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1 | tr _ ' ') or later"
}

if [ "${1:-}" = pack ]; then
  shift
  pack "$@"
  exit
fi

python="${PYTHON:-python3}"
device=cuda
previous=
for word in "$@"; do
  [ "$previous" = --device ] && device="$word"
  case "$word" in --device=*) device="${word#--device=}" ;; --help | -h) exec "$python" Benchmarks/device.py --help ;; esac
  previous="$word"
done

# The program: HOURGLASS, the one that pack made, or the build.
program="${HOURGLASS:-}"
if [ -z "$program" ] && [ -f "$folder/hourglass.tar.xz" ]; then
  mkdir -p "$folder/there"
  tar -C "$folder/there" -xJf "$folder/hourglass.tar.xz"
  # A program of its own, so that the stand-ins are for it alone.
  printf '#!/bin/sh\nLD_LIBRARY_PATH="%s/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "%s/hourglass" "$@"\n' \
    "$PWD/$folder/there" "$PWD/$folder/there" >"$folder/there/run"
  chmod +x "$folder/there/run"
  program="$folder/there/run"
fi
program="${program:-.build/release/hourglass}"

# The plugin of this Python, which is named to Hourglass alone: JAX reads the same variable.
plugin="$("$python" - "${device%%:*}" <<'END'
import glob, site, sys, sysconfig
places = {"cuda": "jax_plugins/xla_cuda1[23]/xla_cuda_plugin.so", "rocm": "jax_plugins/xla_rocm*/xla_rocm_plugin.so",
          "oneapi": "jax_plugins/xla_oneapi/xla_oneapi_plugin.so", "tpu": "libtpu/libtpu.so",
          "cpu-xla": "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so"}
folders = [sysconfig.get_paths()["platlib"], *site.getsitepackages(), site.getusersitepackages()]
found = [path for folder in folders for path in sorted(glob.glob(f"{folder}/{places.get(sys.argv[1], '-')}"), reverse=True)]
print(found[0] if found else "")
END
)"
mkdir -p "$folder"
if [ -n "$plugin" ]; then
  printf '#!/bin/sh\nPJRT_NAMES_AND_LIBRARY_PATHS="%s:%s" exec "%s" "$@"\n' \
    "${device%%:*}" "$plugin" "$program" >"$folder/with-plugin"
  chmod +x "$folder/with-plugin"
  program="$folder/with-plugin"
elif [ -n "${HOURGLASS_INSTALL:-}" ]; then
  "$program" device install "$HOURGLASS_INSTALL"
fi
if [ "$device" != cpu ]; then "$program" device list "${device%%:*}"; fi
exec "$python" Benchmarks/device.py --hourglass "$program" "$@"
