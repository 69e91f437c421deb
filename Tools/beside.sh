#!/usr/bin/env bash
# beside.sh COMMAND…: runs a Swift command for a package in this folder, such as the Studio, that is built into the scratch
# folder of this one, so that what both packages have in common is compiled once. The folder holds the plan of one package,
# which is made again where it is missing.
set -uo pipefail
cd "$(dirname "$0")/.."

forget_plan() { rm -f .build/release.yaml .build/static/release.yaml; }
trap forget_plan EXIT
forget_plan
"$@"
