#!/usr/bin/env bash
# Tries the recipes of this folder on pretend hosts of this machine: check.sh PROGRAM [RECIPE…]
#
#   one-host   mpirun on this host: 1, 2 and 3 processes train the same to 1e-4
#   hosts      mpirun with a host file over two hosts, each with images of its own; only the first has the folder of runs;
#              a host that is cut off ends the run, which continues when the host is back
#   slurm      sbatch over two hosts; a rank that is killed and a host that is cut off requeue the job, which finishes
#   link       hourglass bench --mpi over a link of 1 Gbit/s: a large fully connected model whose gradients are summed after
#              the backward pass, and during it; prints both twice, with what the model predicts
#
# Without a recipe, the first three are tried.
#
# Linux, as root, with Debian's packages openmpi-bin, slurm-wlm and dataset-fashion-mnist; PROGRAM has its library for MPI
# beside it (`make build MPI=1`). `slurm` takes about six minutes, most of them Slurm's own delays.
set -euo pipefail
program="$(realpath "$1")"
shift
here="$(cd "$(dirname "$0")" && pwd)"
recipes=("$@")
[ "${#recipes[@]}" -gt 0 ] || recipes=(one-host hosts slurm)

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 HOURGLASS_MPI_TIME_LIMIT=6 HOURGLASS_HOSTS="c$$-"
hosts=("${HOURGLASS_HOSTS}1" "${HOURGLASS_HOSTS}2")
work="$here/../../.build/clusters-check"
rm -rf "$work"
mkdir -p "$work"
work="$(realpath "$work")"
data=/usr/share/datasets/fashion-mnist
training=("$program" train --model AE --batch-size 250 --threads 1)

on() { "$here/pretend-hosts.sh" run "$@"; }
cleanup() {
  [ ! -e "$work/slurm" ] || "$here/pretend-slurm.sh" down "$work/slurm" || true
  "$here/pretend-hosts.sh" down
}
trap cleanup EXIT

fail() {
  echo "FAILED: $1"
  exit 1
}
# await SECONDS COMMAND…: waits until the command succeeds.
await() {
  local tries=$(($1 * 2))
  shift
  for ((i = 0; i < tries; i++)); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.5
  done
  return 1
}
ranks() {
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/exe" 2>/dev/null)" = "$program" ] || continue
    tr '\0' '\n' 2>/dev/null <"$process/cmdline" | grep -qF "$work" && basename "$process"
  done || true
}
rank() {
  for process in $(ranks); do
    tr '\0' '\n' <"/proc/$process/environ" | grep -qx "PMIX_RANK=$1" && echo "$process"
  done || true
}
loss() { tail -n 1 "$1"/*/*/metrics.jsonl | grep -oE '"validation":."loss":[0-9.e-]+' | cut -d: -f3; }
epochs() { [ "$(cat "$work/$1"/*/*/metrics.jsonl 2>/dev/null | wc -l)" -ge "$2" ]; }
requeued() { [ "$(grep -c "the job is requeued" "$work"/slurm-*.out)" -ge "$1" ]; }
finished() { grep -q "^trained" "$work"/slurm-*.out; }

one_host() {
  for count in 1 2 3; do
    OMPI_MCA_rmaps_base_oversubscribe=1 "$here/one-host.sh" "$count" "${training[@]}" --dataset fashion-mnist --epochs 1 \
      --runs "$work/one$count" >"$work/one$count.log" 2>&1 || fail "one-host with $count: $(tail -n 3 "$work/one$count.log")"
    echo "one-host: $count processes, validation loss $(loss "$work/one$count")"
  done
  awk -v a="$(loss "$work/one1")" -v b="$(loss "$work/one2")" -v c="$(loss "$work/one3")" \
    'BEGIN { exit (a-b)^2 + (a-c)^2 > (1e-4*a)^2 }' || fail "the losses differ"
}

hosts_recipe() {
  "$here/pretend-hosts.sh" up 2
  # Every host has its own file system at $work/own: images on both, runs on the first.
  mkdir -p "$work/own"
  for host in "${hosts[@]}"; do
    mkdir -p "$work/folders/$host/images"
    cp "$data"/* "$work/folders/$host/images/"
  done
  printf '%s slots=1\n' "${hosts[@]}" >"$work/hosts"
  export HOURGLASS_HOST_FOLDERS="$work/folders:$work/own"
  OPTIONS="-x HOURGLASS_MPI_TIME_LIMIT --mca plm_rsh_agent $here/pretend-ssh.sh" HOURGLASS_MPI_TIME_LIMIT=40 \
    on "${hosts[0]}" "$here/hostfile.sh" "$work/hosts" "${training[@]}" --dataset "$work/own/images" --epochs 12 \
    --runs "$work/own/runs" >"$work/hosts.log" 2>&1 &
  job=$!
  runs="folders/${hosts[0]}/runs"
  await 120 epochs "$runs" 2 || fail "hosts: $(tail -n 3 "$work/hosts.log")"
  "$here/pretend-hosts.sh" cut "${hosts[1]}"
  start=$SECONDS
  await 90 grep -q "the run is started again" "$work/hosts.log" || fail "hosts: the lost host is not noticed"
  echo "hosts: a host that is cut off ends the run after $((SECONDS - start)) s"
  "$here/pretend-hosts.sh" mend "${hosts[1]}"
  wait "$job" || fail "hosts: $(tail -n 3 "$work/hosts.log")"
  grep -a "continuing after" "$work/hosts.log" | tail -n 1
  [ -z "$(ls "$work/folders/${hosts[1]}" | grep runs)" ] || fail "the second host has a folder of runs"
  echo "hosts: finished, epochs $(cat "$work/$runs"/*/*/metrics.jsonl | wc -l)"
  unset HOURGLASS_HOST_FOLDERS
  "$here/pretend-hosts.sh" down
}

slurm() {
  "$here/pretend-hosts.sh" up 2
  "$here/pretend-slurm.sh" up "$work/slurm"
  export SLURM_CONF="$work/slurm/slurm.conf"
  (cd "$work" && on "${hosts[0]}" sbatch --nodes 2 "$here/job.sh" "${training[@]}" --dataset fashion-mnist --epochs 20 \
    --runs "$work/runs")
  await 120 epochs runs 2 || fail "slurm: $(tail -n 3 "$work"/slurm-*.out)"
  kill -9 "$(rank 1)"
  await 30 requeued 1 || fail "slurm: a killed rank does not requeue the job"
  echo "slurm: a killed rank requeues the job after epoch $(cat "$work"/runs/*/*/metrics.jsonl | wc -l)"
  await 240 epochs runs 8 || fail "slurm: the job does not continue"
  "$here/pretend-hosts.sh" cut "${hosts[1]}"
  start=$SECONDS
  await 60 requeued 2 || fail "slurm: a host that is cut off does not requeue the job"
  echo "slurm: a host that is cut off requeues the job after $((SECONDS - start)) s"
  [ -z "$(ranks)" ] || fail "slurm: ranks are left: $(ranks)"
  "$here/pretend-hosts.sh" mend "${hosts[1]}"
  await 300 finished || fail "slurm: the job does not finish"
  grep -a "continuing after" "$work"/slurm-*.out
  echo "slurm: finished"
  "$here/pretend-slurm.sh" down "$work/slurm"
  "$here/pretend-hosts.sh" down
}

link() {
  "$here/pretend-hosts.sh" up 2 1gbit
  printf '%s slots=1\n' "${hosts[@]}" >"$work/link-hosts"
  for try in 1 2; do
    for mode in --no-overlap --overlap; do
      OPTIONS="--mca btl tcp,self --mca plm_rsh_agent $here/pretend-ssh.sh" TRIES=1 \
        on "${hosts[0]}" timeout 120 "$here/hostfile.sh" "$work/link-hosts" \
        "$program" bench --mpi "$mode" --threads 1 --workload deep-sigmoid --batch-size 1024 --repeats 3 \
        >"$work/link$mode.log" 2>&1 </dev/null || fail "link: $(tail -n 3 "$work/link$mode.log")"
      [ "$mode$try" != --no-overlap1 ] || grep -E "^workload .*ms_per_step" "$work/link$mode.log"
      echo "$(grep -m 1 "^deep-sigmoid" "$work/link$mode.log")  $mode"
    done
  done
  "$here/pretend-hosts.sh" down
}

for recipe in "${recipes[@]}"; do
  case "$recipe" in
  one-host) one_host ;;
  hosts) hosts_recipe ;;
  slurm) slurm ;;
  link) link ;;
  *) fail "no such recipe: $recipe" ;;
  esac
done
