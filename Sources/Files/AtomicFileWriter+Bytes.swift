extension AtomicFileWriter {
  /// Appends `bytes`.
  package mutating func append(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try append($0) }
  }

  /// Replaces bytes that were appended before, from byte `offset` of the file.
  package mutating func rewrite(_ bytes: [UInt8], at offset: Int) throws {
    try bytes.withUnsafeBytes { try rewrite($0, at: offset) }
  }
}
