import Foundation

/// The arguments of the program as the system gives them: bytes that need not be UTF-8.
enum ArgumentText {
  /// The first argument that is not UTF-8, with `\xff` for bytes that are not ASCII; nil if there is none.
  ///
  /// Swift replaces such bytes in the text of an argument, so that it names another file or none.
  static func firstNotUTF8() -> String? {
    for index in 0..<Int(CommandLine.argc) {
      guard let argument = CommandLine.unsafeArgv[index], String(validatingCString: argument) == nil else { continue }
      return UnsafeRawBufferPointer(start: argument, count: strlen(argument)).map { byte in
        (32..<127).contains(byte) ? String(UnicodeScalar(byte)) : String(format: "\\x%02x", byte)
      }.joined()
    }
    return nil
  }
}
