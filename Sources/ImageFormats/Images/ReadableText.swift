/// At most `limit` bytes as one line of text; bytes other than printable UTF-8 are written as `\xff`.
func readableText(_ bytes: some Collection<UInt8>, limit: Int = 200) -> String {
  let shown = bytes.prefix(limit)
  let text =
    if let text = String(validating: shown, as: UTF8.self),
      text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
    {
      text
    } else {
      shown.map {
        (32..<127).contains($0) ? String(UnicodeScalar($0)) : "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16)
      }
      .joined()
    }
  return text + (bytes.count > shown.count ? "…" : "")
}
