extension AtomicFile {
  /// Writes `text` as UTF-8; a crash of the system may undo that unless `isSynced`.
  ///
  /// - Throws: ``AtomicFileError``.
  public static func write(text: String, to path: String, isSynced: Bool = true) throws {
    try Array(text.utf8).withUnsafeBytes { bytes in
      try write(to: path, byteCount: bytes.count, isSynced: isSynced) { try $0.append(bytes) }
    }
  }
}
