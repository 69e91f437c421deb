#!/usr/bin/env bash
# Tests the Python package with the library given: types, style, docstrings, pytest. Packages are installed into
# .build/python-tests; where they cannot be, the reason is said and nothing is tested.
set -euo pipefail

library="$(realpath "$1")"
environment=.build/python-tests
if ! reason="$({ [ -x $environment/bin/pytest ] || python3 -m venv $environment; } 2>&1 \
  && $environment/bin/python -m pip install -q --disable-pip-version-check \
    numpy 'scikit-learn>=1.6' pandas polars tqdm ipykernel pytest mypy ruff 2>&1)"; then
  echo "the Python package is not tested: $(printf '%s\n' "$reason" | tail -n 1)" >&2
  exit 0
fi
programs="$(realpath $environment/bin)"
cd Python
"$programs/ruff" format --check --quiet .
"$programs/ruff" check --quiet .
"$programs/mypy"
HOURGLASS_LIBRARY="$library" PYTHONPATH="$PWD" "$programs/pytest" -q "${@:2}"
