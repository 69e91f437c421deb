#!/usr/bin/env bash
# Prints a Python that has numpy and safetensors, against which checkpoints are tested, and if possible lmdb and pillow,
# against which databases are, tensorboard, which reads event files, onnx and onnxruntime, PyTorch for processors and Keras: $HOURGLASS_PYTHON, or one made in .build/python.
# Prints nothing where neither can be had; the tests that need it then say that they are skipped.
# With the argument `browser` also playwright and axe, with which Tools/check-studio.py uses the Studio, and schemathesis
# for Tools/check-openapi.py, if possible: .build/missing/NAME says why it is not, and the tests are skipped with that reason.
set -euo pipefail

python="${HOURGLASS_PYTHON:-.build/python/bin/python}"
if ! "$python" -c 'import numpy, safetensors, lmdb, PIL, tensorboard.main' 2>/dev/null && [ -z "${HOURGLASS_PYTHON:-}" ]; then
  { python3 -m venv .build/python && .build/python/bin/pip install -q numpy safetensors lmdb pillow 'tensorboard>=2.21'; } >&2 || exit 0
fi

# offer NAME MODULES REQUIREMENT...: installs what tests can do without, unless the modules are there.
offer() {
  local reason="" name="$1" modules="$2"
  shift 2
  rm -f ".build/missing/$name"
  "$python" -c "import $modules" 2>/dev/null && return
  reason="$("$python" -m pip install -q --disable-pip-version-check "$@" 2>&1 && "$python" -c "import $modules" 2>&1)" && return
  mkdir -p .build/missing
  reason="$(printf '%s\n' "$reason" | grep . | tail -n 1)"
  echo "$name cannot be installed: $reason" | tee ".build/missing/$name" >&2
}

if [ -z "${HOURGLASS_PYTHON:-}" ] && [ -x "$python" ]; then
  offer onnx 'onnx, onnxruntime' 'onnx>=1.18' 'onnxruntime>=1.20'
  # The index of builds for processors alone: others bring gigabytes of libraries for GPUs.
  offer torch torch --retries 0 --timeout 15 --index-url https://download.pytorch.org/whl/cpu torch
  # Keras computes with PyTorch here.
  KERAS_BACKEND=torch offer keras 'torch, keras' 'keras~=3.15'
fi
if [ "${1:-}" = browser ] && [ -z "${HOURGLASS_PYTHON:-}" ]; then
  offer playwright 'playwright.sync_api, axe_playwright_python.sync_playwright' 'playwright~=1.65' 'axe-playwright-python~=0.1.8'
  offer schemathesis 'schemathesis, openapi_spec_validator' 'schemathesis~=4.32.5' 'openapi-spec-validator~=0.9.0'
fi
if "$python" -c 'import numpy, safetensors' 2>/dev/null; then
  found="$(command -v "$python")"
  echo "$(cd "$(dirname "$found")" && pwd)/$(basename "$found")"
fi
