#!/usr/bin/env bash
# check-deb.sh PACKAGE: installs a package that `make deb` has made into a fresh Debian 12, uses it there as an ordinary user,
# and removes it again. Needs root, debootstrap and a mirror ($MIRROR); lintian looks at the package where it is installed.
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
cp "$package" "$root/hourglass.deb"
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
quietly() { "$@" >"$root/log" 2>&1 || { cat "$root/log" >&2 && return 1; }; }
quietly inside apt-get update
before="$(inside dpkg-query -W -f '${Package}\n')"
quietly inside apt-get install -y --no-install-recommends /hourglass.deb
echo "installed with $(inside dpkg-query -W -f '${Package}\n' | grep -vxF "$before" | wc -l) packages"
quietly inside apt-get install -y --no-install-recommends man-db

inside useradd --create-home tester
cat >"$root/home/tester/try.sh" <<'SCRIPT'
set -euo pipefail
cd
hourglass --version
hourglass doctor >doctor.txt
grep -q 'instruction set' doctor.txt
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
[ -s grid.png ] && [ -s codes.csv ]
echo "trained: $(grep validation train.txt | tail -n 1)"
man hourglass-train | grep -q -- --learning-rate
man hourglass | grep -q 'EXIT STATUS'
source /usr/share/bash-completion/completions/hourglass
complete -p hourglass >/dev/null
echo "the manual and the completions are there"
if command -v hourglass-studio >/dev/null; then
  hourglass studio --runs runs --port 8123 >studio.txt 2>&1 &
  studio=$!
  # The server starts, then it reads the folder of runs.
  request='GET / HTTP/1.1\r\nHost: 127.0.0.1:8123\r\nConnection: close\r\n\r\n'
  for _ in $(seq 60); do
    page="$( (exec 3<>/dev/tcp/127.0.0.1/8123 && printf "$request" >&3 && cat <&3) 2>/dev/null || true)"
    if [[ "$page" == *tried* ]]; then break; fi
    sleep 0.5
  done
  [[ "$page" == *tried* ]] || { cat studio.txt >&2; exit 1; }
  kill "$studio"
  wait "$studio" || true
  echo "the Studio shows the run"
fi
SCRIPT
inside su -l tester -c 'bash try.sh'

quietly inside apt-get purge -y hourglass
left="$(inside find /usr /etc /var/lib/hourglass -name '*hourglass*' 2>/dev/null || true)"
[ -z "$left" ] || {
  echo "error: something is left after its removal: $left" >&2
  exit 1
}
echo "removed again; nothing is left"
if command -v lintian >/dev/null; then
  lintian --allow-root --fail-on error "$package"
  echo "lintian has no errors"
else
  echo "lintian is not installed: the package is not checked by it"
fi
