#!/usr/bin/env bash
# Slurm on the pretend hosts of pretend-hosts.sh, for trying job.sh: its controller on host1, a daemon on every host.
#
#   pretend-slurm.sh up FOLDER       starts it, with its files in FOLDER; export SLURM_CONF=FOLDER/slurm.conf
#                                    FOLDER is not in /tmp, of which every host has its own
#   pretend-slurm.sh down FOLDER     ends it
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
prefix="${HOURGLASS_HOSTS:-host}"
folder="$(realpath -m "$2")"
count="$(ip netns list | grep -cE "^$prefix[0-9]+( |$)")"

case "$1" in
up)
  mkdir -p "$folder/state"
  cat >"$folder/slurm.conf" <<CONF
ClusterName=pretend
SlurmctldHost=${prefix}1
AuthType=auth/none
CredType=cred/none
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/linear
SlurmdTimeout=20
ReturnToService=2
KillWait=5
MailProg=/bin/true
NodeName=${prefix}[1-$count] CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  # The hosts' view of /sys has no control groups, which this version of the plugin does not miss.
  echo "CgroupPlugin=cgroup/v1" >"$folder/cgroup.conf"
  export SLURM_CONF="$folder/slurm.conf"
  "$here/pretend-hosts.sh" run "${prefix}1" slurmctld -D >/dev/null 2>"$folder/controller.err" &
  for i in $(seq 1 "$count"); do
    HOURGLASS_HOST_FOLDERS="$folder/tmp:/tmp" "$here/pretend-hosts.sh" run "$prefix$i" slurmd -D -N "$prefix$i" >/dev/null 2>"$folder/daemon$i.err" &
  done
  for _ in $(seq 60); do
    idle="$("$here/pretend-hosts.sh" run "${prefix}1" sinfo -h -t idle -o %D 2>/dev/null || true)"
    [ "$idle" = "$count" ] && exit
    sleep 0.5
  done
  echo "error: Slurm does not start; see $folder" >&2
  exit 1
  ;;
down) for file in "$folder"/*.pid; do kill "$(cat "$file")" 2>/dev/null || true; done ;;
esac
