internal import Diagnostics
import ImageShapes
import Pictures

/// A NumPy array in a mapped file, or in an archive entry in memory.
struct NPYArray: Sendable {
  let header: NPYHeader
  private let file: RecordFile

  /// Reads the header and checks the length of the data.
  init(_ file: RecordFile) throws {
    header = try file.withBytes { try NPYHeader($0, place: file.path) }
    self.file = file
    guard let promised = header.dataBytes else {
      throw ImageFileError(
        .oversized, "the header promises too much data", place: file.path,
        got: "\(header.shape) \(header.element)",
        cure: "the header is damaged: fetch the file again")
    }
    let got = file.count - header.headerBytes
    guard got == promised else {
      throw ImageFileError(
        got < promised ? .truncated : .trailing,
        got < promised ? "the file is cut short" : "the file continues after its data", place: file.path,
        expected: "\(promised) bytes for \(header.shape) \(header.element)", got: "\(got)",
        cure: "fetch the file again")
    }
  }

  /// Calls `body` with the elements' bytes.
  private func withData<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try file.withBytes { try body(UnsafeRawBufferPointer(rebasing: $0[header.headerBytes...])) }
  }

  /// The array as images: mapped if its elements are bytes in C order, else converted into memory.
  ///
  /// - Parameters:
  ///   - range: the range of the numbers; nil to recognise it.
  ///   - reading: the shape of rows of pixels, and what is called with notes.
  func images(
    name: String, source: String, labels: [Int32]?, range: ValueRange?, reading: ImageReading
  ) throws -> any ImageSource {
    let dimensions = try NPYImageDimensions(header.shape, rows: reading.rowShape, place: file.path)
    if let labels { try ImageFileError.check(labels: labels.count, against: dimensions.count, of: file.path) }
    let range = try range ?? recognisedRange(reading.note)
    let isByte = header.element.kind == .unsigned && header.element.bytes == 1
    if isByte, !header.isFortranOrder {
      let layout = RecordLayout(
        shape: dimensions.shape, headerBytes: header.headerBytes,
        order: dimensions.hasChannelsLast ? .interleaved : .planar)
      let records = try MappedRecords(files: [file], layout: layout, name: name, source: source, labels: labels)
      guard let levels = range.levels else { return records }
      return DerivedImages(records) { original, index, pixels in
        try original.read(index, into: pixels)
        for i in pixels.indices { pixels[i] = levels[Int(pixels[i])] }
      }
    }
    return ImageSet(
      count: dimensions.count, shape: dimensions.shape, labels: labels, name: name, source: source
    ) { pixels in
      withData { convert($0, dimensions, range: range, into: pixels) }
    }
  }

  /// The range that the numbers are recognised by.
  ///
  /// - Throws: ``ImageFileError`` when they are in no range of pixels.
  func recognisedRange(_ note: ((String) -> Void)?) throws -> ValueRange {
    try withData { data in
      if header.element.kind == .unsigned, header.element.bytes == 1 {
        return .recognised(data, place: file.path, note: note)
      }
      return try NPYValues(data, header.element).range(place: file.path, note: note)
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

  private func convert(
    _ data: UnsafeRawBufferPointer, _ dimensions: NPYImageDimensions, range: ValueRange,
    into pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    let (element, shape) = (header.element, dimensions.shape)
    guard let start = data.baseAddress else { return }
    let strides = dimensions.strides(isFortranOrder: header.isFortranOrder)
    var target = 0
    for image in 0..<dimensions.count {
      for channel in 0..<shape.channels {
        for row in 0..<shape.height {
          var at = image * strides.image + channel * strides.channel + row * strides.row
          for _ in 0..<shape.width {
            pixels[target] = range.level(element.value(at: start + at * element.bytes))
            target += 1
            at += strides.column
          }
        }
      }
    }
  }
}
