#!/usr/bin/env bash
# Prints a Python that has numpy and safetensors, against which checkpoints are tested, and if possible lmdb and pillow,
# against which databases are, and tensorboard, which reads event files: $HOURGLASS_PYTHON, or one made in .build/python.
# With the argument `browser` also playwright and axe, with which Tools/check-studio.py uses the Studio, if possible.
# Prints nothing where neither can be had; the tests that need it then say that they are skipped.
set -euo pipefail

python="${HOURGLASS_PYTHON:-.build/python/bin/python}"
if ! "$python" -c 'import numpy, safetensors, lmdb, PIL, tensorboard.main' 2>/dev/null && [ -z "${HOURGLASS_PYTHON:-}" ]; then
  { python3 -m venv .build/python && .build/python/bin/pip install -q numpy safetensors lmdb pillow 'tensorboard>=2.21'; } >&2 || exit 0
fi
if [ "${1:-}" = browser ] && [ -z "${HOURGLASS_PYTHON:-}" ] && ! "$python" -c 'import playwright, axe_playwright_python' 2>/dev/null; then
  .build/python/bin/pip install -q playwright axe-playwright-python >&2 || true
fi
if "$python" -c 'import numpy, safetensors' 2>/dev/null; then
  found="$(command -v "$python")"
  echo "$(cd "$(dirname "$found")" && pwd)/$(basename "$found")"
fi
