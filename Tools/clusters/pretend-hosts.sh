#!/usr/bin/env bash
# Pretend hosts on one machine, for trying what needs several: network namespaces joined by a bridge, each with a host
# name. Linux, as root.
#
#   pretend-hosts.sh up N [RATE]     makes host1 … hostN, each link limited to RATE (1gbit)
#   pretend-hosts.sh run HOST COMMAND ARGUMENT…
#   pretend-hosts.sh cut HOST        takes the host off the network; `mend HOST` puts it back
#   pretend-hosts.sh down            ends what runs on the hosts, and removes them
#
# HOURGLASS_HOSTS is the prefix of their names (host). HOURGLASS_HOST_FOLDERS=FOLDER:PLACE gives each host a folder of its
# own, FOLDER/HOST, which it sees as PLACE: a file system that is not shared.
set -euo pipefail

prefix="${HOURGLASS_HOSTS:-host}"
bridge="$prefix-net"
# The third byte of the addresses follows from the prefix, so that two sets of hosts can stand side by side.
net="10.$((16#$(printf '%s' "$prefix" | md5sum | cut -c 1-2) % 200 + 20)).$((16#$(printf '%s' "$prefix" | md5sum | cut -c 3-4)))"

hosts() { ip netns list | awk '{ print $1 }' | grep -E "^$prefix[0-9]+$" || true; }

case "${1:-}" in
up)
  count="$2"
  rate="${3:-}"
  "$0" down
  ip link add "$bridge" type bridge
  ip link set "$bridge" up
  ip addr add "$net.254/24" dev "$bridge"
  for i in $(seq 1 "$count"); do
    host="$prefix$i"
    ip netns add "$host"
    ip link add "$host-v" type veth peer name eth0 netns "$host"
    ip link set "$host-v" master "$bridge" up
    ip -n "$host" addr add "$net.$i/24" dev eth0
    ip -n "$host" link set eth0 up
    ip -n "$host" link set lo up
    mkdir -p "/etc/netns/$host"
    {
      echo "127.0.0.1 localhost"
      for j in $(seq 1 "$count"); do echo "$net.$j $prefix$j"; done
    } >"/etc/netns/$host/hosts"
    if [ -n "$rate" ]; then
      ip netns exec "$host" tc qdisc add dev eth0 root tbf rate "$rate" burst 256kb latency 50ms
      tc qdisc add dev "$host-v" root tbf rate "$rate" burst 256kb latency 50ms
    fi
  done
  ;;
run)
  host="$2"
  shift 2
  # A mount namespace of its own comes with `ip netns exec`.
  exec ip netns exec "$host" unshare --uts sh -c '
    hostname "$0"
    if [ -n "${HOURGLASS_HOST_FOLDERS:-}" ]; then
      folder="${HOURGLASS_HOST_FOLDERS%%:*}/$0"
      mkdir -p "$folder" && mount --bind "$folder" "${HOURGLASS_HOST_FOLDERS#*:}" || exit
    fi
    exec "$@"' "$host" "$@"
  ;;
cut) ip link set "$2-v" down ;;
mend) ip link set "$2-v" up ;;
down)
  for host in $(hosts); do
    for process in $(ip netns pids "$host"); do kill -9 "$process" 2>/dev/null || true; done
    ip netns del "$host"
    ip link del "$host-v" 2>/dev/null || true
    rm -rf "/etc/netns/$host"
  done
  ip link del "$bridge" 2>/dev/null || true
  ;;
*)
  sed -n '2,/^set /{/^set /!p}' "$0" | sed 's/^# \{0,1\}//' >&2
  exit 64
  ;;
esac
