/// The arguments of the program as the system gives them: bytes that need not be UTF-8.
enum ArgumentText {
  /// The first argument that is not UTF-8, with `\xff` for bytes that are not ASCII; nil if there is none.
  ///
  /// As text it would have other bytes, and name another file or none.
  static func firstNotUTF8() -> String? {
    for argument in CommandLine.unsafeArgv.dropNil(CommandLine.argc) where String(validatingCString: argument) == nil {
      return UnsafeBufferPointer(start: argument, count: length(argument)).map { byte in
        let byte = UInt8(bitPattern: byte)
        return (32..<127).contains(byte) ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
      }.joined()
    }
    return nil
  }

  private static func length(_ argument: UnsafePointer<CChar>) -> Int {
    var length = 0
    while argument[length] != 0 { length += 1 }
    return length
  }
}

extension UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
  fileprivate func dropNil(_ count: Int32) -> [UnsafeMutablePointer<CChar>] {
    (0..<Int(count)).compactMap { self[$0] }
  }
}
