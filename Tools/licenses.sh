#!/usr/bin/env bash
# licenses.sh PROGRAM…: prints the licenses and notices of what is linked into these programs of a build: the packages in its
# folder of checkouts, each text once.
set -euo pipefail

cat <<'TEXT'
The programs have parts of other authors inside. Those built with Swift's run-time inside have Swift and its Foundation, too
(the Swift project authors, https://swift.org: Apache License 2.0 with Runtime Library Exception), and with them ICU (Unicode,
Inc. and others: Unicode License V3, https://www.unicode.org/license.txt). The Studio's pages have uPlot (Leon Sorokin: MIT),
CodeMirror (Marijn Haverbeke and others: MIT) and d3-quadtree (Mike Bostock: ISC). The packages below are linked in:
TEXT
declare -A packages texts
for program in "$@"; do
  folder="$(dirname "$(realpath -m "$program")")"
  until [ -d "$folder/checkouts" ] || [ "$folder" = / ]; do folder="$(dirname "$folder")"; done
  for text in "$folder"/checkouts/*/{LICENSE,NOTICE,COPYING}*; do
    # Packages that build the documentation are not linked.
    if [ ! -f "$text" ] || [[ "$text" = */swift-docc-* ]]; then continue; fi
    sum="$(sha256sum <"$text")"
    name="$(basename "$(dirname "$text")")"
    if [[ " ${packages[$sum]:-} " != *" $name "* ]]; then packages[$sum]+="${packages[$sum]:+ }$name"; fi
    texts[$sum]="$text"
  done
done
for sum in "${!texts[@]}"; do printf '%s\t%s\n' "${packages[$sum]}" "${texts[$sum]}"; done | sort |
  while IFS=$'\t' read -r names text; do
    printf '\n%s\n\n' "== ${names// /, }"
    cat "$text"
  done
