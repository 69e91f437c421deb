internal import Diagnostics
import ImageShapes
import Pictures

/// A NumPy array in a mapped file, or in an archive entry in memory.
struct NPYArray: Sendable {
  let header: NPYHeader
  let file: RecordFile

  /// Reads the header and checks the length of the data.
  init(_ file: RecordFile) throws {
    header = try file.withBytes { try NPYHeader($0, place: file.path) }
    self.file = file
    guard let promised = header.dataBytes else { throw Self.promisesTooMuch(header, file.path) }
    let got = file.count - header.headerBytes
    guard got == promised else {
      throw ImageFileError(
        got < promised ? .truncated : .trailing,
        got < promised ? "the file is cut short" : "the file continues after its data", place: file.path,
        expected: "\(promised) bytes for \(header.shape) \(header.element)", got: "\(got)",
        cure: "fetch the file again")
    }
  }

  static func promisesTooMuch(_ header: NPYHeader, _ place: String) -> ImageFileError {
    ImageFileError(
      .oversized, "the header promises too much data", place: place, got: "\(header.shape) \(header.element)",
      cure: "the header is damaged: fetch the file again")
  }

  /// Calls `body` with the bytes of `count` elements from element `first`.
  func withElements<Result>(
    _ first: Int, _ count: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let start = header.headerBytes + first * header.element.bytes
    return try file.withBytes(start..<start + count * header.element.bytes, body)
  }

  /// Calls `body` with the elements' bytes.
  func withData<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try file.withBytes { try body(UnsafeRawBufferPointer(rebasing: $0[header.headerBytes...])) }
  }

  /// The array as images: mapped if its elements are bytes in C order, converted when they are read if numbers lie between
  /// the levels of bytes, else converted into memory.
  ///
  /// - Parameters:
  ///   - levels: how the numbers become levels, from ``levels(in:note:)``.
  ///   - reading: the shape of rows of pixels.
  func images(
    name: String, source: String, labels: [Int32]?, levels: NPYLevels, reading: ImageReading
  ) throws -> any ImageSource {
    let dimensions = try NPYImageDimensions(header.shape, rows: reading.rowShape, place: file.path)
    if let labels { try ImageFileError.check(labels: labels.count, against: dimensions.count, of: file.path) }
    if header.element.isByte, !header.isFortranOrder {
      let layout = RecordLayout(
        shape: dimensions.shape, headerBytes: header.headerBytes,
        order: dimensions.hasChannelsLast ? .interleaved : .planar)
      let records = try MappedRecords(files: [file], layout: layout, name: name, source: source, labels: labels)
      guard let levels = levels.range.levels else { return records }
      return DerivedImages(records) { original, index, pixels in
        try original.read(index, into: pixels)
        for i in pixels.indices { pixels[i] = levels[Int(pixels[i])] }
      }
    }
    let images = NPYImages(self, dimensions, range: levels.range, name: name, source: source, labels: labels)
    if levels.hasFractions { return images }
    return try ImageSet(
      count: dimensions.count, shape: dimensions.shape, labels: labels, name: name, source: source
    ) { pixels in
      for index in 0..<dimensions.count {
        let place = index * dimensions.shape.elements
        try images.read(
          index, into: UnsafeMutableBufferPointer(rebasing: pixels[place..<(place + dimensions.shape.elements)]))
      }
    }
  }

  /// How the numbers become levels: by `range`, or by the range that they are recognised by.
  ///
  /// - Throws: ``ImageFileError`` when they are in no range of pixels, or not finite.
  func levels(in range: ValueRange?, note: ((String) -> Void)?) throws -> NPYLevels {
    try withData { data in
      guard !header.element.isByte else {
        return NPYLevels(range: range ?? .recognised(data, place: file.path, note: note), hasFractions: false)
      }
      return try NPYValues(data, header.element, range: range).levels(place: file.path, note: note)
    }
  }

  /// The array as labels: `[n]` or `[n, 1]`, integers from 0 to 65535; or `[n, k]`, a single one in each row of zeros.
  func labels() throws -> [Int32] { try withData { try labels($0) } }

  private func labels(_ data: UnsafeRawBufferPointer) throws -> [Int32] {
    guard let count = header.shape.first, header.shape.dropFirst(2).allSatisfy({ $0 == 1 }),
      let base = data.baseAddress,
      case let classes = header.shape.count > 1 ? header.shape[1] : 1, classes > 0
    else {
      throw ImageFileError(
        .wrongShape, "not an array of labels", place: file.path, expected: "[n], [n, 1] or [n, classes]",
        got: "\(header.shape)", cure: "save a class number for each image")
    }
    let element = header.element
    var labels: [Int32] = []
    labels.reserveCapacity(count)
    for index in 0..<count {
      let row = (0..<classes).lazy.map { column in
        let at = header.isFortranOrder ? column * count + index : index * classes + column
        return element.value(at: base + at * element.bytes)
      }
      if classes > 1 {
        guard let label = LabelPolicy.place(ofOneIn: row) else {
          throw notClassNumber(index, "a row of \(classes) numbers, not zeros and a single one")
        }
        labels.append(label)
      } else {
        let value = row[0]
        guard value >= 0, value <= 65535, value == value.rounded() else { throw notClassNumber(index, "\(value)") }
        labels.append(Int32(value))
      }
    }
    return labels
  }

  private func notClassNumber(_ index: Int, _ got: String) -> ImageFileError {
    ImageFileError(
      .badLabel, "not a class number", place: "\(file.path), label \(index)", expected: "an integer from 0 to 65535",
      got: got, cure: "number the classes from 0")
  }
}
