internal import Diagnostics
import ImageShapes

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
  func images(name: String, source: String, labels: [Int32]?) throws -> any ImageSource {
    let dimensions = try NPYImageDimensions(header.shape, place: file.path)
    if let labels { try ImageFileError.check(labels: labels.count, against: dimensions.count, of: file.path) }
    let isByte = header.element.kind == .unsigned && header.element.bytes == 1
    if isByte, !header.isFortranOrder {
      let layout = RecordLayout(
        shape: dimensions.shape, headerBytes: header.headerBytes,
        order: dimensions.hasChannelsLast ? .interleaved : .planar)
      return try MappedRecords(files: [file], layout: layout, name: name, source: source, labels: labels)
    }
    let scale = try withData { try self.scale($0) }
    return ImageSet(
      count: dimensions.count, shape: dimensions.shape, labels: labels, name: name, source: source
    ) { pixels in
      withData { convert($0, dimensions, scale: scale, into: pixels) }
    }
  }

  /// The array as labels: `[n]` or `[n, 1]`, integers from 0 to 65535.
  func labels() throws -> [Int32] { try withData { try labels($0) } }

  private func labels(_ data: UnsafeRawBufferPointer) throws -> [Int32] {
    guard let count = header.shape.first, header.shape.dropFirst().allSatisfy({ $0 == 1 }), header.shape.count <= 2
    else {
      throw ImageFileError(
        .wrongShape, "not an array of labels", place: file.path, expected: "[n] or [n, 1]", got: "\(header.shape)",
        cure: "save a class number for each image")
    }
    let element = header.element
    var labels: [Int32] = []
    labels.reserveCapacity(count)
    for index in 0..<count {
      // The elements of a column are adjacent in either order.
      let value = element.value(at: data.baseAddress! + index * element.bytes)
      guard value >= 0, value <= 65535, value == value.rounded() else {
        throw ImageFileError(
          .badLabel, "not a class number", place: "\(file.path), label \(index)",
          expected: "an integer from 0 to 65535",
          got: "\(value)", cure: "number the classes from 0")
      }
      labels.append(Int32(value))
    }
    return labels
  }

  /// The factor from an element to a byte: 1, or 255 for elements in [0, 1].
  private func scale(_ data: UnsafeRawBufferPointer) throws -> Double {
    let element = header.element
    if element.kind == .boolean { return 255 }
    var (minimum, maximum) = (Double.infinity, -Double.infinity)
    var (isWhole, isNumber) = (true, true)
    for start in stride(from: 0, to: data.count, by: element.bytes) {
      let value = element.value(at: data.baseAddress! + start)
      minimum = min(minimum, value)
      maximum = max(maximum, value)
      isWhole = isWhole && value == value.rounded()
      isNumber = isNumber && !value.isNaN
    }
    if isNumber, minimum >= 0 {
      if maximum <= 1, element.kind == .floating { return 255 }
      if maximum <= 255, isWhole { return 1 }
    }
    throw ImageFileError(
      .badValue, "these numbers are not pixels", place: file.path,
      expected: element.kind == .floating ? "all in [0, 1], or all integers from 0 to 255" : "all from 0 to 255",
      got: isNumber ? "\(minimum) to \(maximum)\(isWhole ? "" : ", not all integers")" : "some that are not numbers",
      cure: "convert them to bytes: numpy.clip(x, 0, 255).astype('uint8')")
  }

  private func convert(
    _ data: UnsafeRawBufferPointer, _ dimensions: NPYImageDimensions, scale: Double,
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
            let value = element.value(at: start + at * element.bytes) * scale
            pixels[target] = UInt8(value.rounded())
            target += 1
            at += strides.column
          }
        }
      }
    }
  }
}
