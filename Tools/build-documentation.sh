#!/usr/bin/env bash
# Builds the documentation of every library module; warnings, such as a link to nothing, are errors.
set -euo pipefail

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
mkdir -p .build/documentation
for catalogue in Sources/*/*.docc; do
  module="$(basename "$catalogue" .docc)"
  echo "documentation of $module"
  swift package --allow-writing-to-directory .build/documentation \
    generate-documentation --target "$module" --warnings-as-errors \
    --output-path ".build/documentation/$module" >"$log" 2>&1 || {
    cat "$log"
    exit 1
  }
done
