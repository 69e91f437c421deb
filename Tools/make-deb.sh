#!/usr/bin/env bash
# make-deb.sh FOLDER: makes a Debian package in FOLDER of the programs that HOURGLASS_PROGRAM and HOURGLASS_STUDIO name, which
# must have Swift's run-time inside. Prints its path. MAINTAINER, or Git's user.name and user.email, is who answers for it;
# make-deb.sh --maintainer only checks that.
set -euo pipefail
cd "$(dirname "$0")/.."

maintainer="${MAINTAINER:-$(git config user.name 2>/dev/null || true) <$(git config user.email 2>/dev/null || true)>}"
if ! [[ "$maintainer" =~ ^[^\<\>]*[^\<\>\ ]\ \<[^@\<\>\ ]+@[^@\<\>\ ]+\>$ ]]; then
  echo "error: who answers for the package is not known (expected Name <name@host>, got $maintainer);" \
    "set MAINTAINER='Name <name@host>', or user.name and user.email by git config" >&2
  exit 1
fi
[ "${1:?}" != --maintainer ] || exit 0
folder="$1"
program="${HOURGLASS_PROGRAM:?}"
for tool in dpkg-deb dpkg-shlibdeps strip; do
  command -v "$tool" >/dev/null || {
    echo "error: $tool was not found; apt-get install dpkg-dev binutils" >&2
    exit 1
  }
done
if readelf -d "$program" | grep -q 'NEEDED.*libswiftCore'; then
  echo "error: $program needs Swift's run-time, which Debian has not; make deb builds one that has it inside" >&2
  exit 1
fi
version="$("$program" --version | sed -n '1s/^hourglass //p')"
architecture="$(dpkg --print-architecture)"
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y "$program")}"

stage="$(mktemp -d)"
trap 'rm -rf "$stage"' EXIT
chmod 755 "$stage"
umask 022
root="$stage/hourglass"
ZSH_COMPLETIONS=share/zsh/vendor-completions Tools/install.sh "$root/usr" >/dev/null
# What dpkg and Debian's rules have in another place or form.
documents="$root/usr/share/doc/hourglass"
rm "$root/usr/lib/hourglass/installed-files" "$documents/LICENSE"
gzip -9n "$root"/usr/share/man/man1/*
gzip -9nc "$documents/CHANGELOG.md" >"$documents/changelog.gz"
rm "$documents/CHANGELOG.md"
gzip -9n >"$documents/changelog.Debian.gz" <<TEXT
hourglass ($version-1) stable; urgency=medium

  * Made by \`make deb\`; changelog.gz has the changes.

 -- $maintainer  $(date -uRd "@$SOURCE_DATE_EPOCH")
TEXT
# Completions are read, not run.
sed -i '1{/^#!/d}' "$root"/usr/share/bash-completion/completions/*
cat >"$documents/copyright" <<TEXT
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Hourglass

Files: *
Copyright: $(date -ud "@$SOURCE_DATE_EPOCH" +%Y) the authors of Hourglass
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
Comment:
 These parts of other authors are linked in; LICENSES.txt.gz beside this file has
 their texts.
 .
$(Tools/licenses.sh --parts "$program" "${HOURGLASS_STUDIO:-.build/release/hourglass-studio}" | sed 's/^/  - /')
TEXT
gzip -9n "$documents/LICENSES.txt"
overrides="$root/usr/share/lintian/overrides"
mkdir -p "$overrides"
cat >"$overrides/hourglass" <<TEXT
# Swift's run-time and Foundation, which Debian 12 has not, are linked in, and bring these along.
hourglass: embedded-library *
# The package is not of Debian's archive.
hourglass: initial-upload-closes-no-bugs *
TEXT

# The libraries' packages, by their own lists; OpenBLAS without threads of its own is enough.
mkdir -p "$stage/debian" "$root/DEBIAN"
printf 'Source: hourglass\n\nPackage: hourglass\nArchitecture: %s\n' "$architecture" >"$stage/debian/control"
programs=()
for file in "$root"/usr/lib/hourglass/*; do
  if [ -f "$file" ]; then programs+=("$file"); fi
done
Tools/strip-programs.sh "${programs[@]}"
depends="$(cd "$stage" && dpkg-shlibdeps -O "${programs[@]/#/-e}" | sed -n 's/^shlibs:Depends=//p')"
depends="${depends/libopenblas0,/libopenblas0-serial | libopenblas0,}"
cat >"$root/DEBIAN/control" <<TEXT
Package: hourglass
Version: $version-1
Architecture: $architecture
Maintainer: $maintainer
Section: science
Priority: optional
Depends: $depends
Recommends: ca-certificates
Suggests: dataset-fashion-mnist, python3-venv, openmpi-bin, libopenmpi-dev, gcc
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f 1)
Description: train, inspect and compare image autoencoders
 Hourglass trains image autoencoders on an ordinary computer, several times
 faster than PyTorch on a processor, and never loses a run. It has thirty
 published models, networks declared in YAML, data sets of many formats,
 measurements beside PCA$([ ! -e "$root/usr/bin/hourglass-studio" ] || echo ', and a workbench in the browser').
TEXT
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
mkdir -p "$folder"
package="$folder/hourglass_$version-1_$architecture.deb"
dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >/dev/null
echo "$package"
