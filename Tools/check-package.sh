#!/usr/bin/env bash
# check-package.sh PACKAGE: installs what `make deb` or `make tarball` has made into a fresh Debian 12, uses it there as an
# ordinary user, and removes it again. An archive gets the libraries that its NEEDS.md names. MPI is added as the program says.
# Needs root, debootstrap and a mirror ($MIRROR); lintian looks at a Debian package where it is installed.
set -euo pipefail

package="$(realpath "${1:?}")"
mirror="${MIRROR:-http://deb.debian.org/debian}"
[ "$(id -u)" = 0 ] || {
  echo "error: a fresh Debian is made by root; run sudo $0 $1" >&2
  exit 1
}
command -v debootstrap >/dev/null || {
  echo "error: debootstrap was not found; apt-get install debootstrap" >&2
  exit 1
}
# Mounts and processes end with this script.
if [ -z "${IN_NAMESPACE:-}" ]; then
  root="$(mktemp -d)"
  trap 'rm -rf --one-file-system "$root"' EXIT
  IN_NAMESPACE="$root" unshare --mount --pid --fork --kill-child bash "$0" "$package"
  exit
fi

root="$IN_NAMESPACE"
chmod 755 "$root"
debootstrap --variant=minbase bookworm "$root" "$mirror" >"$root.log" 2>&1 || {
  cat "$root.log" >&2
  exit 1
}
rm "$root.log"
mount -t proc proc "$root/proc"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
quietly() { "$@" >"$root/log" 2>&1 || { cat "$root/log" >&2 && return 1; }; }
install_packages() { quietly inside apt-get install -y --no-install-recommends "$@"; }
# Everything that packages and archives put there.
files() { inside find /usr /etc /var/lib /opt -not -type d -not -path '/var/lib/apt/*' -not -path '/var/lib/dpkg/*' | sort; }
quietly inside apt-get update
install_packages man-db
inside useradd --create-home tester
files >"$root/before"
before="$(inside dpkg-query -W -f '${Package}\n')"
case "$package" in
*.deb)
  cp "$package" "$root/hourglass.deb"
  install_packages /hourglass.deb
  version="$(dpkg-deb -f "$package" Version | sed 's/-[^-]*$//')"
  prefix=/usr
  ;;
*.tar.gz)
  name="$(basename "$package" .tar.gz)"
  tar -C "$root/opt" --no-same-owner -xzf "$package"
  mapfile -t needed < <(sed -n 's/^ *apt-get install //p' "$root/opt/$name/NEEDS.md" | head -n 1 | xargs -n 1)
  install_packages "${needed[@]}"
  version="$(sed 's/^hourglass-\(.*\)-linux-.*/\1/' <<<"$name")"
  prefix="/opt/$name"
  ;;
*)
  echo "error: $package is neither a Debian package nor an archive (expected .deb or .tar.gz)" >&2
  exit 1
  ;;
esac
echo "installed with $(inside dpkg-query -W -f '${Package}\n' | grep -vxF "$before" | wc -l) packages"

cat >"$root/home/tester/try.sh" <<'SCRIPT'
set -euo pipefail
version="$1" prefix="$2"
cd
export PATH="$prefix/bin:$PATH"
# fails COMMAND…: the command fails with one line.
fails() {
  if "$@" >output.txt 2>error.txt; then echo "error: $* succeeded" >&2; exit 1; fi
  [ "$(wc -l <error.txt)" = 1 ] && grep -q '^error: ' error.txt || { cat error.txt >&2; exit 1; }
  cat error.txt
}
[ "$(hourglass --version | head -n 1)" = "hourglass $version" ]
hourglass doctor >doctor.txt
grep -q 'instruction set' doctor.txt
grep -qx 'cuda  *no driver; no plugin; .*' doctor.txt
hourglass device list | grep -q 'hourglass device install cuda13'
fails hourglass train --model AE --dataset mnist --device cuda
fails hourglass device install cuda13
# The script for MPI, as doctor says, says what to install.
mpi="$(sed -n 's/^MPI  .*build it with `\(.*\)`$/\1/p' doctor.txt)"
fails "$mpi" | tee mpi.txt
fails env OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=0 hourglass train --model AE --dataset mnist | grep -F "$mpi"
# Forty pictures of 8 x 8 pixels.
mkdir pictures
for i in $(seq 40); do
  { printf 'P2\n8 8\n255\n'; for p in $(seq 64); do echo $(((37 * i + 11 * (p / 8) + 5 * (p % 8)) % 256)); done; } >"pictures/$i.pgm"
done
hourglass train --model AE --model-args '{"code_size":4}' --dataset pictures --validation 'first 8' --epochs 3 --name tried >train.txt
hourglass runs | grep -q 'tried .* 3/3 .*finished'
hourglass evaluate tried >evaluate.txt
hourglass reconstruct tried --output grid.png >/dev/null
hourglass encode tried --output codes.csv >/dev/null
hourglass export tried --output model.onnx >/dev/null
hourglass export tried --output model.py >/dev/null
hourglass runs export tried --output run.tar.gz >/dev/null
hourglass runs import run.tar.gz --runs moved >/dev/null
for file in grid.png codes.csv model.onnx model.py model.safetensors moved/tried/run.yaml; do [ -s "$file" ]; done
echo "trained: $(grep validation train.txt | tail -n 1)"
man hourglass-train | grep -q -- --learning-rate
man hourglass | grep -q 'EXIT STATUS'
for page in "$prefix"/share/man/man1/hourglass*; do man --warnings -l "$page" >/dev/null 2>>warnings.txt; done
[ ! -s warnings.txt ] || { cat warnings.txt >&2; exit 1; }
source "$prefix/share/bash-completion/completions/hourglass"
complete -p hourglass >/dev/null
echo "the manual and the completions are there"
if command -v hourglass-studio >/dev/null; then
  hourglass studio --runs runs --port 8123 >studio.txt 2>&1 &
  studio=$!
  # get PATH: what the server answers.
  get() { (exec 3<>/dev/tcp/127.0.0.1/8123 && printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:8123\r\nConnection: close\r\n\r\n' "$1" >&3 && cat <&3) 2>/dev/null || true; }
  # The server starts, then it reads the folder of runs.
  for _ in $(seq 60); do
    page="$(get /)"
    if [[ "$page" == *tried* ]]; then break; fi
    sleep 0.5
  done
  [[ "$page" == *tried* ]] || { cat studio.txt >&2; exit 1; }
  # Scripts and styles of the page.
  for asset in $(grep -oE 'assets/[A-Za-z0-9/_-]+\.(js|css)' <<<"$page" | sort -u); do
    [[ "$(get "/$asset")" == 'HTTP/1.1 200 '* ]] || { echo "error: the Studio has no $asset" >&2; exit 1; }
  done
  kill "$studio"
  wait "$studio" || true
  echo "the Studio shows the run"
fi
SCRIPT
inside su -l tester -c "bash try.sh '$version' '$prefix'"

mapfile -t needed < <(sed -n 's/.*apt-get install \([^)]*\)).*/\1/p' "$root/home/tester/mpi.txt" | xargs -n 1)
install_packages "${needed[@]}"
cat >"$root/home/tester/try-mpi.sh" <<'SCRIPT'
set -euo pipefail
cd
export PATH="$1/bin:$PATH"
"$(sed -n 's/^MPI  .*build it with `\(.*\)`$/\1/p' doctor.txt)"
hourglass doctor | grep '^MPI  *Open MPI v'
hourglass --version | grep -qx 'MPI  *through libhourglass-mpi.so, found'
mpirun -n 2 --oversubscribe --bind-to none hourglass train --model AE --model-args '{"code_size":4}' --dataset pictures \
  --validation 'first 8' --epochs 2 --name shared >shared.txt 2>&1 </dev/null || { cat shared.txt >&2; exit 1; }
grep -q '^processes  *2$' shared.txt
hourglass runs | grep -q 'shared .* 2/2 .*finished'
echo "two processes have trained a run"
SCRIPT
inside su -l tester -c "bash try-mpi.sh '$prefix'"

case "$package" in
*.deb) quietly inside apt-get purge -y hourglass ;;
*) rm -r "${root:?}$prefix" ;;
esac
left="$(comm -13 "$root/before" <(files) | grep -F hourglass || true)"
[ -z "$left" ] || {
  echo "error: something is left after its removal: $left" >&2
  exit 1
}
echo "removed again; nothing is left"
case "$package" in *.deb) ;; *) exit 0 ;; esac
if command -v lintian >/dev/null; then
  lintian --allow-root --fail-on error "$package"
  echo "lintian has no errors"
else
  echo "lintian is not installed: the package is not checked by it"
fi
