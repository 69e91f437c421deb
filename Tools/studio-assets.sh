#!/usr/bin/env bash
# Fills the Studio's vendor folder with the third-party scripts and style sheets that its pages use, as ES modules:
# uPlot (PyPI), CodeMirror 5 and d3-quadtree (Debian). Does nothing where all of them are there.
set -euo pipefail

root="$(cd "$(dirname "$0")/.." && pwd)"
vendor="$root/Studio/Sources/Studio/Resources/vendor"
recipe="$(cksum <"$0")"
[ "$(cat "$vendor/recipe" 2>/dev/null)" = "$recipe" ] && exit 0

fail() { echo "error: $1; $2" >&2; exit 1; }

made="$(mktemp -d)"
trap 'rm -rf "$made"' EXIT
mkdir "$made/vendor"

# uPlot 1.6.31, in the wheel youplot 1.0.0: the wheel's files are checked, so that no other content is ever served.
uplot_script=2d27e8ad3d228164525ce213f9dc716f39b4e3aee0cc773fb3491c96cf4921a2
uplot_style=df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04
pip=(python3 -m pip)
if ! "${pip[@]}" --version >/dev/null 2>&1; then
  python3 -m venv "$made/python" >/dev/null 2>&1 ||
    fail "python3 has neither pip nor venv" "run make setup, which installs python3-venv"
  pip=("$made/python/bin/python" -m pip)
fi
"${pip[@]}" download -q --disable-pip-version-check --no-deps --only-binary :all: -d "$made" youplot==1.0.0 2>"$made/log" ||
  fail "uPlot (the wheel youplot 1.0.0) could not be downloaded from PyPI: $(tail -n 1 "$made/log")" \
    "connect to the network or set PIP_INDEX_URL to a mirror, then run make studio again"
python3 -m zipfile -e "$made"/youplot-1.0.0-*.whl "$made/wheel"
printf '%s  %s\n' \
  "$uplot_script" "$made/wheel/youplot/vendor/uplot.iife.min.js" \
  "$uplot_style" "$made/wheel/youplot/vendor/uplot.min.css" >"$made/sums"
if command -v sha256sum >/dev/null; then sum=(sha256sum); else sum=(shasum -a 256); fi
"${sum[@]}" --check --status "$made/sums" ||
  fail "checksum mismatch of uPlot in the wheel youplot 1.0.0" "delete pip's cache (python3 -m pip cache purge) and run this again"
{ cat "$made/wheel/youplot/vendor/uplot.iife.min.js"; printf '\nexport default uPlot;\n'; } >"$made/vendor/uplot.js"
cp "$made/wheel/youplot/vendor/uplot.min.css" "$made/vendor/uplot.css"

# CodeMirror and d3-quadtree. The Studio runs without them: the network editor is then a plain text area, and the scatter
# of codes finds points more slowly.
codemirror=/usr/share/javascript/codemirror
quadtree=/usr/share/nodejs/d3-quadtree/dist/d3-quadtree.min.js
if [ "$(uname -s)" = Linux ]; then
  missing=()
  [ -f "$codemirror/addon/lint/lint.js" ] || missing+=(libjs-codemirror)
  [ -f "$quadtree" ] || missing+=(node-d3-quadtree)
  if [ "${#missing[@]}" -gt 0 ]; then
    echo "installing ${missing[*]}"
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    { $as_root apt-get update -qq &&
      $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
      >"$made/log" 2>&1 ||
      fail "apt-get could not install ${missing[*]}: $(grep -m 1 '^E:' "$made/log" || tail -n 1 "$made/log")" \
        "connect to the network, or install them by hand, then run this again"
  fi
fi

# A CommonJS module becomes the body of a function, which keeps its names out of the page's global object.
wrapped() { printf '(function (exports, module, require) {\n'; cat "$1"; printf '\n})'; }

if [ -f "$codemirror/lib/codemirror.js" ]; then
  {
    printf 'const core = { exports: {} };\n'
    wrapped "$codemirror/lib/codemirror.js"; printf '(core.exports, core, undefined);\n'
    for part in mode/yaml/yaml mode/lua/lua addon/lint/lint; do
      wrapped "$codemirror/$part.js"; printf '({}, {}, () => core.exports);\n'
    done
    printf 'export default core.exports;\n'
  } >"$made/vendor/codemirror.js"
  cat "$codemirror/lib/codemirror.css" "$codemirror/addon/lint/lint.css" >"$made/vendor/codemirror.css"
fi
if [ -f "$quadtree" ]; then
  {
    printf 'const made = { exports: {} };\n'
    wrapped "$quadtree"; printf '(made.exports, made, undefined);\nexport const quadtree = made.exports.quadtree;\n'
  } >"$made/vendor/d3-quadtree.js"
fi

echo "$recipe" >"$made/vendor/recipe"
rm -rf "$vendor"
mkdir -p "$(dirname "$vendor")"
mv "$made/vendor" "$vendor"
