#!/usr/bin/env bash
# Writes the commit of this checkout into the program's sources; the file changes only when the commit does.
# Without git, or in a copy that is no checkout, it leaves what is there.
set -euo pipefail
cd "$(dirname "$0")/.."

file=Sources/CCommit/commit.generated.c
commit="$(git rev-parse --short=12 HEAD 2>/dev/null)" || exit 0
git diff --quiet HEAD -- Sources Package.swift || commit+="-modified"
text="// Written by Tools/write-commit.sh.
#include \"CCommit.h\"

const char *hg_commit(void) { return \"$commit\"; }"
[ "$text" = "$(cat "$file" 2>/dev/null || true)" ] || printf '%s\n' "$text" >"$file"
