#!/usr/bin/env bash
# Builds the documentation of every library module; warnings, such as a link to nothing, are errors.
set -euo pipefail

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
mkdir -p .build/documentation
for module in Diagnostics Files Settings Tensors NeuralNetworks Autoencoders Pictures ImageFormats ImageData Training Insight; do
  echo "documentation of $module"
  swift package --allow-writing-to-directory .build/documentation \
    generate-documentation --target "$module" --warnings-as-errors \
    --output-path ".build/documentation/$module" >"$log" 2>&1 || {
    cat "$log"
    exit 1
  }
done
