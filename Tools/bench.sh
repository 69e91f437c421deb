#!/usr/bin/env bash
# Times the standard workloads with the program $1, and beside PyTorch where Python has it.
set -euo pipefail

python="${PYTHON:-python3}"
if "$python" -c 'import torch' 2>/dev/null; then
  exec "$python" Benchmarks/compare.py --hourglass "$1"
fi
"$1" bench
echo
echo "for the comparison with PyTorch:"
echo "  python3 -m venv .venv"
echo "  .venv/bin/pip install torch==2.13.0+cpu numpy --extra-index-url https://download.pytorch.org/whl/cpu"
echo "  PYTHON=.venv/bin/python make bench"
