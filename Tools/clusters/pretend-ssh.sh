#!/usr/bin/env bash
# Stands in for ssh between pretend hosts: pretend-ssh.sh [OPTION…] HOST COMMAND…
set -euo pipefail
while [ "${1#-}" != "$1" ]; do shift; done
host="$1"
shift
exec "$(dirname "$0")/pretend-hosts.sh" run "$host" sh -c "$*"
