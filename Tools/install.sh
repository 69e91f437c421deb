#!/usr/bin/env bash
# install.sh ROOT: installs what was built below ROOT: programs with their resources in lib/hourglass and links to them in
# bin, manual pages, completions, documents. lib/hourglass/installed-files lists all of it.
# install.sh --uninstall ROOT removes what that list names.
# HOURGLASS_PROGRAM and HOURGLASS_STUDIO name the programs; the Studio and the library for MPI come along where they were built.
# ZSH_COMPLETIONS is the folder of zsh's functions below ROOT.
set -euo pipefail

# Folders of ours, which go with their last file.
own_folders=(lib/hourglass share/doc/hourglass)

if [ "${1:-}" = --uninstall ]; then
  root="${2:?}"
  list="$root/lib/hourglass/installed-files"
  [ -e "$list" ] || {
    echo "error: Hourglass is not installed below $root: there is no $list" >&2
    exit 1
  }
  while IFS= read -r file; do rm -f "$root/$file"; done <"$list"
  rm -f "$list"
  for folder in "${own_folders[@]}"; do
    [ ! -d "$root/$folder" ] || find "$root/$folder" -depth -type d -empty -delete
  done
  exit 0
fi

root="${1:?}"
cd "$(dirname "$0")/.."
program="${HOURGLASS_PROGRAM:-.build/release/hourglass}"
studio="${HOURGLASS_STUDIO:-Studio/.build/release/hourglass-studio}"
[ -x "$program" ] || {
  echo "error: $program is not built; run make build (and make studio-build for the workbench in the browser)" >&2
  exit 1
}
files=()

# put MODE FILE PLACE: copies a file to a place below ROOT.
put() {
  install -D -m "$1" "$2" "$root/$3"
  files+=("$3")
}

# link PROGRAM: a link in bin to a program in lib/hourglass.
link() {
  mkdir -p "$root/bin"
  ln -sf "../lib/hourglass/$1" "$root/bin/$1"
  files+=("bin/$1")
}

# completions PROGRAM FILE: what the shells complete for a program.
completions() {
  local shell place
  for shell in bash zsh fish; do
    case "$shell" in
    bash) place="share/bash-completion/completions/$1" ;;
    zsh) place="${ZSH_COMPLETIONS:-share/zsh/site-functions}/_$1" ;;
    fish) place="share/fish/vendor_completions.d/$1.fish" ;;
    esac
    "$2" --generate-completion-script "$shell" >"$scratch/script"
    put 644 "$scratch/script" "$place"
  done
}

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

put 755 "$program" lib/hourglass/hourglass
link hourglass
completions hourglass "$program"
"$program" --experimental-dump-help >"$scratch/hourglass.json"
pages=("$scratch/hourglass.json")
library="$(dirname "$program")/libhourglass-mpi.so"
[ ! -e "$library" ] || put 755 "$library" lib/hourglass/libhourglass-mpi.so
if [ -x "$studio" ]; then
  put 755 "$studio" lib/hourglass/hourglass-studio
  link hourglass-studio
  completions hourglass-studio "$studio"
  "$studio" --experimental-dump-help >"$scratch/studio.json"
  pages+=("$scratch/studio.json")
  # Pages, styles and scripts lie beside the program.
  bundle=Studio_Studio.resources
  while IFS= read -r file; do
    put 644 "$(dirname "$studio")/$bundle/$file" "lib/hourglass/$bundle/$file"
  done < <(cd "$(dirname "$studio")/$bundle" && find . -type f -printf '%P\n')
fi
version="$("$program" --version | sed -n '1{s/^hourglass //;p}')"
python3 Tools/man-pages.py "$version" "$scratch/man" "${pages[@]}"
for page in "$scratch"/man/*.1; do put 644 "$page" "share/man/man1/$(basename "$page")"; done
for document in README.md CHANGELOG.md LICENSE; do put 644 "$document" "share/doc/hourglass/$document"; done
printf '%s\n' "${files[@]}" >"$root/lib/hourglass/installed-files"
echo "hourglass $version is installed below $root: $([ -x "$studio" ] && echo "with the Studio" || echo "without the Studio, which make studio-build builds")"
