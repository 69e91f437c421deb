#!/usr/bin/env bash
# One run in several processes of this host:
#
#   one-host.sh RANKS hourglass train --model … --dataset …
#
# Each process computes with its part of the host's processors: one process for each socket or group of cores that shares
# a cache is a good start. Without `--bind-to none`, Open MPI binds two processes to one core each.
set -euo pipefail
ranks="$1"
shift
exec mpirun -n "$ranks" --bind-to none "$@"
