#!/usr/bin/env bash
# compiler.sh: makes .build/swift, whose bin and lib are those of the Swift toolchain but for `swiftc`, and prints the path of
# that. It compiles packages of others that parse and write text and messages, protobuf's first of all, without optimization:
# nothing waits for them, and they would take longer than what computes. SwiftPM has no flags for a single package.
set -euo pipefail
cd "$(dirname "$0")/.."

folder="$PWD/.build/swift"
# `make help` needs no Swift.
command -v swiftc >/dev/null || exit 0
resources="$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath" *: *"\(.*\)".*/\1/p')"
toolchain="${resources%/lib/swift}"
[ -x "$toolchain/bin/swiftc" ]

# SwiftPM looks for other tools and libraries beside the compiler.
if [ "$(readlink "$folder/lib" || true)" != "$toolchain/lib" ]; then
  mkdir -p "$folder/bin"
  ln -sfn "$toolchain/lib" "$folder/lib"
  ln -sf "$toolchain"/bin/* "$folder/bin/"
  rm -f "$folder/bin/swiftc"
fi
text="#!/usr/bin/env bash
case \" \$* \" in
  *' -module-name SwiftProtobuf '* | *' -module-name ArgumentParser '* | *' -module-name ArgumentParserToolInfo '* | \\
    *' -module-name Yams '*) set -- \"\$@\" -Onone -assert-config Release ;;
esac
exec '$toolchain/bin/swiftc' \"\$@\""
[ "$text" = "$(cat "$folder/bin/swiftc" 2>/dev/null || true)" ] || {
  printf '%s\n' "$text" >"$folder/bin/swiftc"
  chmod +x "$folder/bin/swiftc"
}
echo "$folder/bin/swiftc"
