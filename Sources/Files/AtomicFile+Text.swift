extension AtomicFile {
  /// Writes `text` as UTF-8.
  ///
  /// - Throws: ``AtomicFileError``.
  public static func write(text: String, to path: String) throws {
    try Array(text.utf8).withUnsafeBytes { try write([$0], to: path) }
  }
}
