#!/usr/bin/env bash
# licenses.sh PROGRAM… [-- LIBRARY…]: prints the licenses and notices of what is linked into these programs of a build: Swift's
# run-time and the packages in the build's folder of checkouts whose modules are linked, each text once; then those of Debian's
# libraries that come along. licenses.sh --parts PROGRAM… prints the names alone, each with its license.
set -euo pipefail

only_parts=
[ "${1:-}" != --parts ] || { only_parts=yes && shift; }
programs=() libraries=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do programs+=("$1") && shift; done
libraries=("${@:2}")

has_run_time= has_studio=
for program in "${programs[@]}"; do
  [ -e "$program" ] || continue
  if command -v readelf >/dev/null && ! readelf -d "$program" | grep -q 'NEEDED.*libswiftCore'; then has_run_time=yes; fi
  [[ "$program" != *studio* ]] || has_studio=yes
done

# kind TEXT: the name of the license in a file.
kind() {
  if grep -q 'Runtime Library Exception' "$1"; then
    echo "Apache License 2.0 with Runtime Library Exception"
  elif grep -q 'Apache License' "$1"; then
    echo "Apache License 2.0"
  elif grep -q 'Permission is hereby granted, free of charge' "$1"; then
    echo MIT
  elif grep -q 'Redistributions of source code' "$1"; then
    echo BSD
  else
    echo "see its text"
  fi
}

# The Studio's packages may lie in the same folder.
root="$(dirname "$0")/.."
used=" $({ cat "$root/Package.resolved" ${has_studio:+"$root/Studio/Package.resolved"} || true; } 2>/dev/null |
  sed -nE 's#.*"location" : ".*/([^/"]*)".*#\1#p' | sed 's/\.git$//' | sort -u | xargs) "

# modules PROGRAM: the modules whose objects its build has linked; nothing of a program that was copied from there.
modules() {
  local name objects
  name="$(basename "$1" .so)"
  objects="$(dirname "$(realpath -m "$1")")/${name#lib}.product/Objects.LinkFileList"
  [ ! -f "$objects" ] || sed -E 's#.*/([^/]*)\.build/.*#\1#' "$objects" | sort -u
}

# is_linked CHECKOUT MODULE…: whether one of the modules is of this package; of a program whose modules are not known,
# whether it depends on the package.
is_linked() {
  local checkout="$1" module
  shift
  if [ $# = 0 ]; then
    [[ "$used" = *" $(basename "$checkout") "* ]]
    return
  fi
  for module in "$@"; do
    if [ -d "$root/Sources/$module" ] || [ -d "$root/Studio/Sources/$module" ]; then continue; fi
    if [ -d "$checkout/Sources/$module" ] || [ -d "$checkout/$module" ]; then return 0; fi
  done
  return 1
}

declare -A packages texts
for program in "${programs[@]}"; do
  mapfile -t modules < <(modules "$program")
  folder="$(dirname "$(realpath -m "$program")")"
  until [ -d "$folder/checkouts" ] || [ "$folder" = / ]; do folder="$(dirname "$folder")"; done
  for text in "$folder"/checkouts/*/{LICENSE,NOTICE,COPYING}*; do
    name="$(basename "$(dirname "$text")")"
    # Packages that build the documentation are never linked.
    if [ ! -f "$text" ] || [[ "$name" = swift-docc-* ]] || ! is_linked "$(dirname "$text")" "${modules[@]}"; then continue; fi
    sum="$(sha256sum <"$text")"
    if [[ " ${packages[$sum]:-} " != *" $name "* ]]; then packages[$sum]+="${packages[$sum]:+ }$name"; fi
    texts[$sum]="$text"
  done
done
# Lines of names and the text's file.
linked() { for sum in "${!texts[@]}"; do printf '%s\t%s\n' "${packages[$sum]}" "${texts[$sum]}"; done | sort; }

parts() {
  if [ -n "$has_run_time" ]; then
    echo "Swift's run-time and Foundation (the Swift project authors): Apache License 2.0 with Runtime Library Exception"
    echo "ICU in Foundation (Unicode, Inc. and others): Unicode License V3, https://www.unicode.org/license.txt"
  fi
  if [ -n "$has_studio" ]; then
    echo "uPlot (Leon Sorokin): MIT"
    echo "CodeMirror (Marijn Haverbeke and others): MIT"
    echo "d3-quadtree (Mike Bostock): ISC"
  fi
  linked | { grep -v '/NOTICE[^/]*$' || true; } | while IFS=$'\t' read -r names text; do
    for name in $names; do echo "$name: $(kind "$text")"; done
  done | sort
}
[ -z "$only_parts" ] || { parts && exit; }

# section TITLE FILE
section() {
  printf '\n%s\n\n' "== $1"
  cat "$2"
}

# package LIBRARY: the Debian package that a library belongs to. dpkg may know it by its path before /usr was merged.
package() {
  local file
  file="$(readlink -f "$1")"
  { dpkg -S "$file" || dpkg -S "${file#/usr}"; } 2>/dev/null | sed 's/:.*//' | head -n 1 || {
    echo "error: $file belongs to no package of Debian, which would say its license" >&2
    return 1
  }
}

echo "These parts of other authors are linked in; their texts follow."
echo
parts | sed 's/^/- /'
if [ -n "$has_run_time" ]; then
  resources="$(swift -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p' | head -n 1)"
  section "Swift's run-time and Foundation" "${resources%/lib/swift*}/share/swift/LICENSE.txt"
fi
linked | while IFS=$'\t' read -r names text; do section "${names// /, }" "$text"; done
if [ -n "$has_studio" ]; then
  for name in libjs-codemirror node-d3-quadtree; do section "$name" "/usr/share/doc/$name/copyright"; done
fi
[ "${#libraries[@]}" -gt 0 ] || exit 0

names="$(for library in "${libraries[@]}"; do package "$library" || exit; done | sort -u)"
printf '\n%s\n\n' "== Debian's libraries that come along, with the addresses of their sources"
for name in $names; do
  dpkg-query -W -f '${source:Package} ${source:Version}\n' "$name"
done | sort -u | while read -r source version; do
  echo "- $source $version: https://snapshot.debian.org/package/$source/$version/"
done
# Packages of one source have the same text.
packages=() texts=()
for name in $names; do
  sum="$(sha256sum <"/usr/share/doc/$name/copyright")"
  packages[$sum]+="${packages[$sum]:+, }$name $(dpkg-query -W -f '${Version}' "$name")"
  texts[$sum]="/usr/share/doc/$name/copyright"
done
for sum in "${!texts[@]}"; do printf '%s\t%s\n' "${packages[$sum]}" "${texts[$sum]}"; done | sort |
  while IFS=$'\t' read -r title text; do section "$title" "$text"; done
# The texts that these refer to.
for name in $names; do cat "/usr/share/doc/$name/copyright"; done |
  grep -oE '/usr/share/common-licenses/[A-Za-z0-9.-]*[A-Za-z0-9]' | sort -u | while IFS= read -r text; do
  [ ! -f "$text" ] || section "$(basename "$text")" "$text"
done
