#!/usr/bin/env bash
# build-documentation.sh FLAG…: builds the documentation of every library module, from a build with these flags, into
# .build/documentation; warnings, such as a link to nothing, are errors.
set -euo pipefail

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
targets=()
for catalogue in Sources/*/*.docc; do targets+=(--target "$(basename "$catalogue" .docc)"); done
echo "documentation of ${targets[*]//--target/}"
rm -rf .build/documentation
mkdir -p .build/documentation
swift package "$@" --allow-writing-to-directory .build/documentation \
  generate-documentation "${targets[@]}" --warnings-as-errors --output-path .build/documentation >"$log" 2>&1 || {
  cat "$log"
  exit 1
}
