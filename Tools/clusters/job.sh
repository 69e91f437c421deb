#!/usr/bin/env bash
# One run on several hosts, by Slurm:
#
#   sbatch --nodes 4 job.sh hourglass train --model … --dataset … --runs …
#
# Slurm's srun must know the MPI library: `srun --mpi=list` names pmix, which Open MPI needs. For MPICH, use
# `SLURM_MPI_TYPE=pmi2 sbatch …`. The folder of runs is one that all hosts share, as the first rank may have another host
# when the job is requeued.
#
#SBATCH --job-name=hourglass
#SBATCH --ntasks-per-node=1
#SBATCH --requeue
#SBATCH --open-mode=append
# Two minutes before the time limit the ranks are asked to save and stop.
#SBATCH --signal=TERM@120
set -uo pipefail

errors="$(mktemp)"
srun --mpi="${SLURM_MPI_TYPE:-pmix}" --kill-on-bad-exit=1 "$@" 2> >(tee "$errors" >&2)
status=$?
sleep 1
# A rank that hung (75), was killed (137), or stopped at the time limit (143) continues from the last checkpoint when the
# job starts again. Slurm itself requeues the job when a host is lost. Other errors end the job: srun returns the largest
# code, that of a rank which it ended for the error of another, so the errors themselves are looked for.
case "$status" in
75 | 137 | 143)
  if grep '^error: ' "$errors" | grep -qvE 'another rank has not answered|MPI failed to'; then
    status=1
  elif [ "${SLURM_RESTART_COUNT:-0}" -lt "${TRIES:-10}" ]; then
    echo "note: srun ended with exit code $status; the job is requeued" >&2
    scontrol requeue "$SLURM_JOB_ID"
  fi
  ;;
esac
rm -f "$errors"
exit "$status"
