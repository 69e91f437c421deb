extension SafetensorsFile {
  /// Reads the file at `path` and validates all of it: lengths, names, types, layout, and the checksum if it has one.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - isOfAnyType: Whether tensors may have other element types than F32, as those of other programs.
  /// - Throws: ``SafetensorsError``.
  public static func read(_ path: String, isOfAnyType: Bool = false) throws(SafetensorsError) -> SafetensorsFile {
    let contents = try FileContents(path: path)
    let bytes = contents.bytes
    let dataStart = try headerEnd(bytes, fileSize: bytes.count, path: path)
    let headerBytes = UnsafeRawBufferPointer(rebasing: bytes[SafetensorsFormat.lengthBytes..<dataStart])
    let header = try SafetensorsHeader(json: headerBytes, path: path)
    let entries = try laidOut(
      header.tensors, dataStart: dataStart, fileSize: bytes.count, path: path, isOfAnyType: isOfAnyType)
    var metadata = header.metadata
    let expected = metadata.removeValue(forKey: SafetensorsFormat.checksumKey)
    if let expected {
      let digits = header.checksumBytes.lowerBound + SafetensorsFormat.lengthBytes
      try verify(bytes, digitsAt: digits, expected: expected, path: path)
    }
    return SafetensorsFile(
      path: path, metadata: metadata, entries: entries, isChecked: expected != nil, contents: contents,
      dataStart: dataStart)
  }

  /// The byte at which the header ends and the data start, by the first bytes of the file.
  static func headerEnd(
    _ bytes: UnsafeRawBufferPointer, fileSize: Int, path: String
  ) throws(SafetensorsError) -> Int {
    guard bytes.count >= SafetensorsFormat.lengthBytes else {
      throw truncated(path, expected: "at least \(SafetensorsFormat.lengthBytes)", got: fileSize)
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= UInt64(SafetensorsFormat.maxHeaderBytes) else {
      throw SafetensorsError(
        .badHeader, "not a safetensors file, or a damaged one: the header's length is out of range", path: path,
        expected: "at most \(SafetensorsFormat.maxHeaderBytes) bytes", got: "\(length)",
        cure: SafetensorsError.useAnother)
    }
    let end = SafetensorsFormat.lengthBytes + Int(length)
    guard end <= fileSize else { throw truncated(path, expected: "at least \(end)", got: fileSize) }
    return end
  }

  /// The tensors in the order of their data, which they must fill without gaps and overlaps.
  static func laidOut(
    _ tensors: [SafetensorsHeader.Tensor], dataStart: Int, fileSize: Int, path: String, isOfAnyType: Bool = false
  ) throws(SafetensorsError) -> [Entry] {
    func bad(_ what: String, expected: String, got: String) -> SafetensorsError {
      SafetensorsError(
        .badLayout, what, path: path, expected: expected, got: got, cure: SafetensorsError.useAnother)
    }

    var entries: [Entry] = []
    var end = 0
    for tensor in tensors.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard isOfAnyType || tensor.type == SafetensorsFormat.elementType,
        let elementBytes = SafetensorsFormat.bytesOfTypes[tensor.type]
      else { throw SafetensorsError.unsupported(tensor.type, of: tensor.name, path: path) }
      guard tensor.begin == end else {
        throw bad(
          "tensor \(tensor.name) \(tensor.begin < end ? "overlaps the one before" : "starts after a gap")",
          expected: "a start at byte \(end) of the data", got: "byte \(tensor.begin)")
      }
      guard tensor.end >= tensor.begin else {
        throw bad(
          "tensor \(tensor.name) ends before its start", expected: "an end from byte \(end)", got: "\(tensor.end)")
      }
      let size = elementCount(tensor.shape).map { $0.multipliedReportingOverflow(by: elementBytes) }
      guard let size, !size.overflow else {
        throw bad(
          "the shape of tensor \(tensor.name) is too large", expected: "a size that fits 63 bits",
          got: "\(tensor.shape)")
      }
      guard tensor.end - tensor.begin == size.partialValue else {
        throw bad(
          "tensor \(tensor.name) has another size than its shape \(tensor.shape)",
          expected: "\(size.partialValue) bytes", got: "\(tensor.end - tensor.begin)")
      }
      end = tensor.end
      entries.append(Entry(name: tensor.name, shape: tensor.shape, type: tensor.type, bytes: tensor.begin..<end))
    }
    let dataSize = fileSize - dataStart
    if end > dataSize {
      let (total, overflow) = dataStart.addingReportingOverflow(end)
      throw truncated(path, expected: overflow ? "more than 2⁶³" : "\(total)", got: fileSize)
    }
    guard end == dataSize else {
      throw bad("bytes follow the last tensor", expected: "\(dataStart + end) bytes", got: "\(fileSize)")
    }
    return entries
  }

  private static func verify(
    _ bytes: UnsafeRawBufferPointer, digitsAt start: Int, expected: String, path: String
  ) throws(SafetensorsError) {
    let end = start + SafetensorsFormat.checksumDigits
    var checksum = Checksum()
    checksum.append(UnsafeRawBufferPointer(rebasing: bytes[..<start]))
    Array(repeating: UInt8(ascii: "0"), count: end - start).withUnsafeBytes { checksum.append($0) }
    checksum.append(UnsafeRawBufferPointer(rebasing: bytes[end...]))
    try check(checksum, expected: expected, path: path)
  }

  /// Rejects a file of another checksum than its own.
  static func check(_ checksum: Checksum, expected: String, path: String) throws(SafetensorsError) {
    guard checksum.digits != expected else { return }
    throw SafetensorsError(
      .damaged, "the file has changed since it was written", path: path, expected: "checksum \(expected)",
      got: checksum.digits, cure: SafetensorsError.useAnother)
  }

  static func truncated(_ path: String, expected: String, got: Int) -> SafetensorsError {
    SafetensorsError(
      .truncated, "the file is cut short", path: path, expected: "\(expected) bytes", got: "\(got)",
      cure: SafetensorsError.useAnother)
  }
}
