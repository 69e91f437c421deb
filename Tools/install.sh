#!/usr/bin/env bash
# install.sh ROOT: installs what was built below ROOT: programs with their resources in lib/hourglass and links to them in
# bin, manual pages, completions, documents, the source of the library for MPI. lib/hourglass/installed-files lists all of it, and the folders that were missing.
# install.sh --uninstall ROOT removes what that list names; folders where something else lies stay.
# HOURGLASS_PROGRAM and HOURGLASS_STUDIO name the programs; the Studio and the library for MPI come along where they were built.
# ZSH_COMPLETIONS is the folder of zsh's functions below ROOT.
set -euo pipefail

# uninstall ROOT: removes what was installed, the latest first.
uninstall() {
  local entries index
  mapfile -t entries <"$1/lib/hourglass/installed-files"
  rm "$1/lib/hourglass/installed-files"
  for ((index = ${#entries[@]} - 1; index >= 0; index--)); do
    case "${entries[index]}" in
    ./) rmdir "$1" ;;
    */) rmdir "$1/${entries[index]}" ;;
    *) rm -f "$1/${entries[index]}" ;;
    esac 2>/dev/null || true
  done
}

if [ "${1:-}" = --uninstall ]; then
  root="${2:?}"
  [ -e "$root/lib/hourglass/installed-files" ] || {
    echo "error: Hourglass is not installed below $root: there is no $root/lib/hourglass/installed-files" >&2
    exit 1
  }
  uninstall "$root"
  exit 0
fi

root="${1:?}"
cd "$(dirname "$0")/.."
program="${HOURGLASS_PROGRAM:-.build/release/hourglass}"
studio="${HOURGLASS_STUDIO:-.build/release/hourglass-studio}"
[ -x "$program" ] || {
  echo "error: $program is not built; run make build (and make studio-build for the workbench in the browser)" >&2
  exit 1
}
entries=()

# folder PLACE: makes a folder below ROOT. One that was missing is listed.
folder() {
  if [ -d "$root/$1" ]; then return; fi
  [ "$1" = . ] || folder "$(dirname "$1")"
  mkdir -p "$root/$1"
  entries+=("$1/")
}

# put MODE FILE PLACE: copies a file to a place below ROOT.
put() {
  folder "$(dirname "$3")"
  install -m "$1" "$2" "$root/$3"
  entries+=("$3")
}

# link PROGRAM: a link in bin to a program in lib/hourglass.
link() {
  folder bin
  ln -sf "../lib/hourglass/$1" "$root/bin/$1"
  entries+=("bin/$1")
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

# An earlier version may have other files.
[ ! -e "$root/lib/hourglass/installed-files" ] || uninstall "$root"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

put 755 "$program" lib/hourglass/hourglass
link hourglass
completions hourglass "$program"
"$program" --experimental-dump-help >"$scratch/hourglass.json"
pages=("$scratch/hourglass.json")
library="$(dirname "$program")/libhourglass-mpi.so"
[ ! -e "$library" ] || put 755 "$library" lib/hourglass/libhourglass-mpi.so
# By which an installed Hourglass is connected with the machine's MPI library.
put 755 Tools/mpi/build.sh share/hourglass/mpi/build.sh
for source in Tools/mpi/library.c Sources/CMPI/include/CMPI.h; do
  put 644 "$source" "share/hourglass/mpi/$(basename "$source")"
done
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
Tools/licenses.sh "$program" "$studio" >"$scratch/licenses"
put 644 "$scratch/licenses" share/doc/hourglass/LICENSES.txt
printf '%s\n' "${entries[@]}" >"$root/lib/hourglass/installed-files"
echo "hourglass $version is installed below $root: $([ -x "$studio" ] && echo "with the Studio" || echo "without the Studio, which make studio-build builds")"
