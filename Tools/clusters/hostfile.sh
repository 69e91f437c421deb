#!/usr/bin/env bash
# One run on several hosts, by mpirun and ssh:
#
#   hostfile.sh HOSTFILE /path/hourglass train --model … --dataset … --runs …
#
# HOSTFILE has a line `NAME slots=N` for each host, with the number of its processes. The program and its library have
# the same path on all hosts. Images are read on each host, from the same path or another copy at it; the folder of runs is
# used on the first host alone, where this is started. OPTIONS has further options of mpirun.
#
# The run is started again, at most TRIES times (3), when a rank hangs (75), is killed (137) or its host is lost (205), once
# all hosts answer or five minutes have passed: it continues from its last checkpoint. Without the keepalive options mpirun
# itself would wait for a lost host for ever. They take 25 seconds; a HOURGLASS_MPI_TIME_LIMIT should be longer, as mpirun
# waits for the lost host where a rank was faster.
set -uo pipefail
hosts="$1"
shift

# shellcheck disable=SC2206
launch=(mpirun --hostfile "$hosts" --bind-to none --mca oob_tcp_keepalive_time 10 --mca oob_tcp_keepalive_intvl 5
  --mca oob_tcp_keepalive_probes 3 ${OPTIONS:-})
trap 'exit 130' INT

# answer: whether mpirun can start processes on all hosts.
answer() { timeout --foreground -k 10 60 "${launch[@]}" true </dev/null >/dev/null 2>&1; }

for ((try = 1; ; try++)); do
  "${launch[@]}" "$@"
  status=$?
  case "$status" in
  75 | 137 | 205) [ "$try" -lt "${TRIES:-3}" ] || exit "$status" ;;
  *) exit "$status" ;;
  esac
  echo "note: mpirun ended with exit code $status; the run is started again when all hosts answer, or in 5 minutes" >&2
  end=$((SECONDS + 300))
  until answer || [ "$SECONDS" -ge "$end" ]; do sleep 5; done
done
