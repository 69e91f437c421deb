#!/usr/bin/env bash
# Installs what Hourglass needs and this machine lacks; changes nothing else.
# setup.sh studio: what the browser workbench needs.
# setup.sh mpi: Open MPI, for runs of many processes.
# setup.sh wheel: what a library with Foundation inside is linked with.
# setup.sh studio-tests, mpi-tests: what these tests use where it can be had; .build/missing/PACKAGE says why it cannot,
# and the tests are skipped with that reason.
set -euo pipefail

command -v swift >/dev/null || {
  echo "error: no Swift toolchain was found; install Swift 6.3 from https://www.swift.org/install" >&2
  exit 1
}

case "$(uname -s)" in
Linux)
  # The libraries, Fashion-MNIST for the demonstration and the tests, Python and valgrind for the tests.
  wanted=(
    libpng-dev libturbojpeg0-dev libwebp-dev libtiff-dev libgif-dev zlib1g-dev liblmdb-dev libarchive-dev
    liblua5.4-dev libopenblas-serial-dev pkg-config
    dataset-fashion-mnist python3 python3-venv binutils
  )
  # Swift links with the C++ library, which its toolchain has not.
  compgen -G '/usr/lib/gcc/*/*/libstdc++.so' >/dev/null || wanted+=(g++)
  # The tests count instructions, where there is something to count them with.
  [ "$(uname -m)" = x86_64 ] && wanted+=(valgrind)
  [ "${1:-}" = studio ] && wanted=(libsqlite3-dev zlib1g-dev pkg-config python3 python3-venv)
  [ "${1:-}" = mpi ] && wanted=(openmpi-bin libopenmpi-dev)
  [ "${1:-}" = wheel ] && wanted=(libcurl4-openssl-dev python3 python3-venv binutils)
  [ "${1:-}" = studio-tests ] && wanted=(chromium)
  [ "${1:-}" = mpi-tests ] && wanted=(openmpi-bin libopenmpi-dev)
  # Tests that can do without.
  [[ "${1:-}" = *-tests ]] && is_soft=yes || is_soft=
  missing=()
  for package in "${wanted[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  install_packages() {
    $as_root apt-get update -qq &&
      $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
  }
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo"
  [ -z "$is_soft" ] || for package in "${wanted[@]}"; do rm -f ".build/missing/$package"; done
  if [ "${#missing[@]}" -gt 0 ]; then
    echo "installing ${missing[*]}"
    if [ -n "$is_soft" ]; then
      # Nobody is asked for a password: the tests run without.
      [ -z "$as_root" ] || as_root="sudo -n"
      mkdir -p .build/missing
      for package in "${missing[@]}"; do
        reason="$(install_packages "$package" 2>&1)" && continue
        reason="$(printf '%s\n' "$reason" | grep . | tail -n 1)"
        echo "Debian's package $package cannot be installed: $reason" | tee ".build/missing/$package"
      done
    else
      install_packages "${missing[@]}"
    fi
  fi
  ;;
Darwin)
  # The tests use Debian's Chromium and Open MPI.
  [[ "${1:-}" = *-tests ]] && exit 0
  if [ "${1:-}" = mpi ]; then
    brew list --versions open-mpi >/dev/null 2>&1 || brew install open-mpi
    exit 0
  fi
  for formula in libpng jpeg-turbo webp libtiff giflib lmdb libarchive lua pkgconf; do
    brew list --versions "$formula" >/dev/null 2>&1 || brew install "$formula"
  done
  echo "Fashion-MNIST is not in Homebrew: put its four IDX files into a folder and name it with HOURGLASS_DATA"
  ;;
esac
