#!/usr/bin/env bash
# check-wheel.sh WHEEL: installs a wheel that `make wheel` has made into a clean environment where no Swift can be found, and
# uses it there: its import, scikit-learn's digits, the documentation's examples, all tests of the package, its types.
# PYTHON is the Python to try it with.
set -euo pipefail

wheel="$(realpath "${1:?}")"
tests="$(cd "$(dirname "$0")/../Python" && pwd)"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
"${PYTHON:-python3}" -m venv "$scratch/clean"
inside() { env -i PATH="$scratch/clean/bin:/usr/bin:/bin" HOME="$scratch" LC_ALL=C.UTF-8 "$@"; }

"$scratch/clean/bin/pip" install -q --disable-pip-version-check "$wheel"
cd "$scratch"
inside python - <<'PYTHON'
import importlib.metadata, pathlib, subprocess, sys

installed = {package.name for package in importlib.metadata.distributions()} - {"pip", "setuptools", "wheel"}
assert installed == {"hourglass", "numpy"}, installed

# The licenses of what is linked in, and of the libraries that came along.
texts = {file.name: file.read_text() for file in importlib.metadata.files("hourglass") if "licenses" in file.parts}
assert "Apache License" in texts["LICENSE"], texts.keys()
for title in ("Swift's run-time and Foundation", "Yams", "libarchive13 ", "libtiff6 ", "LGPL-2.1"):
    assert f"\n== {title}" in texts["LICENSES.txt"], title
assert "swift-argument-parser" not in texts["LICENSES.txt"], "the library is no program"

# The median of five processes; NumPy's own import is most of it.
times = {}
for module in ("numpy", "hourglass"):
    script = f"import time; start = time.perf_counter(); import {module}; print(time.perf_counter() - start)"
    times[module] = sorted(float(subprocess.check_output([sys.executable, "-c", script])) for _ in range(5))[2]
print(f"import: {times['hourglass']:.3f} s, {times['numpy']:.3f} s of them NumPy's")

import hourglass

assert hourglass.library_version() == hourglass.__version__, (hourglass.library_version(), hourglass.__version__)
package = pathlib.Path(hourglass.__file__).parent
mapped = {line.split()[-1] for line in open("/proc/self/maps") if ".so" in line}
foreign = sorted(file for file in mapped if "swift" in file.lower() and not file.startswith(str(package.parent)))
assert not foreign, f"libraries of Swift from outside of the package: {foreign}"
PYTHON

"$scratch/clean/bin/pip" install -q --disable-pip-version-check 'scikit-learn>=1.6' pandas tqdm pytest mypy
inside python - <<'PYTHON'
import numpy as np
from sklearn.datasets import load_digits

import hourglass

images = load_digits().images.astype(np.float32)
autoencoder = hourglass.Autoencoder("AE", code_size=16, epochs=100, random_state=0)
codes = autoencoder.fit_transform(images / 16)
decoded = autoencoder.inverse_transform(codes)
error, mean = np.mean((decoded - images / 16) ** 2), np.mean((images / 16 - images.mean(axis=0) / 16) ** 2)
assert codes.shape == (1797, 16) and decoded.shape == images.shape and error < mean / 2, (codes.shape, error, mean)
print(f"digits: mean squared error {error:.4f}, that of the mean image {mean:.4f}")
PYTHON

# The tests beside the installed package; the package's own folder is not there.
cp -r "$tests/tests" "$tests/examples" "$tests/pyproject.toml" "$scratch"
package="$(inside python -c 'import hourglass; print(next(iter(hourglass.__path__)))')"
inside pytest -q -rs -p no:cacheprovider --doctest-modules "$package" tests
cat >typed.py <<'PYTHON'
import numpy as np
from hourglass import Autoencoder, Run

autoencoder = Autoencoder("AE", code_size=2, epochs=1).fit(np.zeros((4, 8, 8), np.uint8))
reveal_type(autoencoder)
reveal_type(autoencoder.reconstruct(np.zeros((4, 8, 8), np.uint8)))
reveal_type(Run("runs/x").encode(np.zeros((4, 8, 8), np.uint8)))
PYTHON
types="$(inside mypy --config-file= --strict typed.py)"
echo "mypy: $(grep -o 'Revealed type is.*' <<<"$types" | sed 's/Revealed type is //' | paste -sd ' ')"
if grep -q '"Any"' <<<"$types" || [ "$(grep -c 'Revealed type is' <<<"$types")" != 3 ]; then
  echo "error: mypy does not see the types of the package: $types" >&2
  exit 1
fi
