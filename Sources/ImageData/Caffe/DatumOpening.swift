internal import Diagnostics
internal import Foundation
internal import Tensors

// What is looked up once, when a database of images is opened.
extension LMDBFile {
  /// How many records are looked at, at most, to tell whether all are grey.
  private static let probes = 64

  /// The shape of the set: the preparation's, else that of the first record that is an image.
  ///
  /// The colour is the preparation's, else grey where 64 records from all over the database are grey, else RGB.
  func imageShape(_ reading: ImageReading) throws -> ImageShape {
    var size = reading.preparation.size
    var channels = reading.preparation.colour?.channels
    var isGrey = false
    var firstError: (any Error)?
    let probes = min(Self.probes, records.count)
    for probe in 0..<probes {
      if size != nil, channels != nil { break }
      do {
        let shape = try shape(of: records[probe * records.count / probes], isSizeKnown: size != nil)
        if size == nil { size = PixelSize(width: shape.width, height: shape.height) }
        if shape.channels == 1 { isGrey = true } else { channels = channels ?? shape.channels }
      } catch {
        firstError = firstError ?? error
      }
    }
    if channels == nil, isGrey { channels = 1 }
    guard let size, let channels else {
      throw firstError ?? LMDBError(.empty, Report("no image can be read", place: location.path))
    }
    return ImageShape(channels: channels, height: size.height, width: size.width)
  }

  private func shape(of record: LMDBRecord, isSizeKnown: Bool) throws -> ImageShape {
    let place = place(of: record)
    return try withValue(of: record) { value in
      guard let fields = DatumFields(value) else { throw DatumFields.notDatum(place) }
      switch try fields.content(of: place) {
      case .planes(let shape, _), .floats(let shape): return shape
      case .encoded(let range):
        // Once the size is known the colour alone is of interest.
        let covering = isSizeKnown ? PixelSize(width: 8, height: 8) : nil
        let bytes = UnsafeRawBufferPointer(rebasing: value[range])
        return try Picture(decoding: bytes, place: place, covering: covering).shape
      }
    }
  }

  /// Where the planes of each record lie in its value, and the labels; nil when no record has one.
  ///
  /// - Throws: ``DatumError`` for the first record of another shape that may not be brought to `shape`.
  func locatePlanes(
    _ shape: ImageShape, preparation: PicturePreparation, notPlanes: UInt32
  ) throws(DatumError) -> (planes: [UInt32], labels: [Int32]?) {
    var planes = [UInt32](repeating: notPlanes, count: records.count)
    var labels = [Int32](repeating: 0, count: records.count)
    var hasLabels = false
    for (index, record) in records.enumerated() {
      guard let fields = withGlance(at: record, { DatumFields($0) }) else { continue }
      if let label = fields.label {
        labels[index] = label
        hasLabels = true
      }
      guard !fields.isEncoded else { continue }
      let isOfShape =
        fields.channels == shape.channels && fields.height == shape.height && fields.width == shape.width
      if isOfShape, let data = fields.data, data.count == shape.elements {
        planes[index] = UInt32(data.lowerBound)
      } else if !isOfShape, let stored = (try? fields.content(of: ""))?.rawShape,
        !preparation.allows(stored, in: shape)
      {
        throw DatumError.mixedShapes(place(of: record), expected: shape, got: stored)
      }
    }
    return (planes, hasLabels ? labels : nil)
  }

  /// The labels that this database holds for the records of `images`, under the same keys.
  ///
  /// A label is the first number of the record's data, else its label field.
  func labels(for images: LMDBFile) throws(DatumError) -> [Int32] {
    guard records.count == images.records.count else {
      throw DatumError(
        .labelsDiffer,
        Report(
          "labels and images differ in number", place: location.path, expected: "\(images.records.count) labels",
          got: "\(records.count)", cure: "give the databases of one data set"))
    }
    var labels: [Int32] = []
    labels.reserveCapacity(records.count)
    for (record, image) in zip(records, images.records) {
      let isSame = withKey(of: record) { key in
        images.withKey(of: image) { key.elementsEqual($0) }
      }
      guard isSame else {
        throw DatumError(
          .labelsDiffer,
          Report(
            "labels and images have different keys", place: location.path, expected: images.key(of: image),
            got: key(of: record), cure: "give the databases of one data set"))
      }
      guard let label = withGlance(at: record, { Self.label($0) }) else {
        throw DatumError(
          .noLabel,
          Report(
            "the record holds no label", place: place(of: record),
            expected: "a Datum with a whole number", cure: "give a database of labels"))
      }
      labels.append(label)
    }
    return labels
  }

  private static func label(_ value: UnsafeRawBufferPointer) -> Int32? {
    guard let fields = DatumFields(value), !fields.isEncoded else { return nil }
    if let number = fields.firstFloat { return Int32(exactly: number) }
    if let data = fields.data, !data.isEmpty { return Int32(value[data.lowerBound]) }
    return fields.label
  }

  /// The names of the classes where an import or DIGITS has left them beside the database: `labels.txt`, a line each.
  func classNames() -> [String] {
    let folder = location.isPart ? location.parent : location.path
    let path = "\(folder)/labels.txt"
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let bytes = attributes?[.size] as? Int, bytes <= 16 << 20,
      let text = try? String(contentsOfFile: path, encoding: .utf8)
    else { return [] }
    var names = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
    while names.last?.isEmpty == true { names.removeLast() }
    return names
  }
}

extension DatumContent {
  /// The shape that the record gives; an encoded one's is in its picture.
  var rawShape: ImageShape? {
    switch self {
    case .planes(let shape, _), .floats(let shape): shape
    case .encoded: nil
    }
  }
}
