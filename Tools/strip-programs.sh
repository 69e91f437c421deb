#!/usr/bin/env bash
# strip-programs.sh FILE…: makes programs and libraries ready for a package: without symbols, and without the path of this
# folder, which is in the messages of dependencies and is of no use elsewhere.
set -euo pipefail

strip --strip-unneeded --remove-section=.comment --remove-section=.note "$@"
# Strings stay as long as they are: slashes replace the folder.
python3 - "$(cd "$(dirname "$0")/.." && pwd -P)/" "$@" <<'PYTHON'
import os
import re
import sys

folder, *files = (os.fsencode(argument) for argument in sys.argv[1:])
path = re.compile(re.escape(folder) + rb"(?=\.build/|Sources/|Studio/)")
for file in files:
    with open(file, "r+b") as program:
        content = program.read()
        replaced = path.sub(b"/" * len(folder), content)
        if replaced != content:
            program.seek(0)
            program.write(replaced)
PYTHON
