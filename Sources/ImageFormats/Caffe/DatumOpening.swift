internal import Diagnostics
import ImageShapes
import Pictures
internal import SwiftProtobuf

// Steps of opening a database of images.
extension LMDBFile {
  /// The shape of the set: the preparation's, else that of the first record that is an image.
  ///
  /// - Throws: why none of the probed records is an image.
  func imageShape(_ reading: ImageReading) throws -> ImageShape {
    let found = try reading.preparation.shape(ofSetOf: records.count) { index, isSizeKnown in
      try shape(of: records[index], isSizeKnown: isSizeKnown)
    }
    guard let found else { throw ImageFileError(.empty, "no image can be read", place: location.path) }
    return found
  }

  private func shape(of record: LMDBRecord, isSizeKnown: Bool) throws -> ImageShape {
    let place = place(of: record)
    return try withValue(of: record) { value in
      guard let fields = DatumFields(value) else { throw DatumFields.notDatum(place) }
      switch try fields.content(of: place) {
      case .planes(let shape, _), .floats(let shape): return shape
      case .encoded(let range):
        let bytes = UnsafeRawBufferPointer(rebasing: value[range])
        return try Picture(decoding: bytes, place: place, covering: isSizeKnown ? .tiny : nil).shape
      }
    }
  }

  /// The offset of each record's planes in its value, the labels (nil if no record has one), and the first record whose
  /// label is negative.
  ///
  /// - Throws: ``ImageFileError`` for the first record that may not be converted to `shape`.
  func locatePlanes(
    _ shape: ImageShape, preparation: PicturePreparation, notPlanes: UInt32
  ) throws(ImageFileError) -> (planes: [UInt32], labels: [Int32]?, negative: LMDBRecord?) {
    var planes = [UInt32](repeating: notPlanes, count: records.count)
    var labels = [Int32](repeating: 0, count: records.count)
    var hasLabels = false
    var negative: LMDBRecord?
    for (index, record) in records.enumerated() {
      guard let fields = withGlance(at: record, { DatumFields($0) }) else { continue }
      if let label = fields.label {
        labels[index] = label
        hasLabels = true
        if label < 0 { negative = negative ?? record }
      }
      guard !fields.isEncoded else { continue }
      let isOfShape =
        fields.channels == shape.channels && fields.height == shape.height && fields.width == shape.width
      if isOfShape, let data = fields.data, data.count == shape.elements {
        planes[index] = UInt32(data.lowerBound)
      } else if !isOfShape, let stored = (try? fields.content(of: ""))?.rawShape,
        !preparation.allows(stored, in: shape)
      {
        throw ImageFileError.mixedShapes(place(of: record), expected: shape, got: stored)
      }
    }
    return (planes, hasLabels ? labels : nil, negative)
  }

  /// Reads the labels of the records of `images` from this database, under the same keys.
  ///
  /// A label is the only number of the record's data, the place of the one among zeros, or the label field.
  func labels(for images: LMDBFile) throws(ImageFileError) -> [Int32] {
    guard records.count == images.records.count else {
      throw ImageFileError(
        .labelCount, "labels and images differ in number", place: location.path,
        expected: "\(images.records.count) labels",
        got: "\(records.count)", cure: "give the databases of one data set")
    }
    var labels: [Int32] = []
    labels.reserveCapacity(records.count)
    for (record, image) in zip(records, images.records) {
      let isSame = withKey(of: record) { key in
        images.withKey(of: image) { key.elementsEqual($0) }
      }
      guard isSame else {
        throw ImageFileError(
          .labelCount, "labels and images have different keys", place: location.path, expected: images.key(of: image),
          got: key(of: record), cure: "give the databases of one data set")
      }
      guard let label = withGlance(at: record, { Self.label($0) }) else {
        throw ImageFileError(
          .badLabel, "the record holds no label", place: place(of: record),
          expected: "a Datum with an integer from 0", cure: "give a database of labels")
      }
      labels.append(label)
    }
    return labels
  }

  private static func label(_ value: UnsafeRawBufferPointer) -> Int32? {
    guard let fields = DatumFields(value), !fields.isEncoded else { return nil }
    let label: Int32?
    if fields.floatCount > 1 {
      let numbers = (try? Caffe_Datum(serializedBytes: Array(value)))?.floatData ?? []
      label = LabelPolicy.place(ofOneIn: numbers.map(Double.init))
    } else if let number = fields.firstFloat {
      label = Int32(exactly: number)
    } else if let data = fields.data, data.count > 1 {
      label = LabelPolicy.place(ofOneIn: value[data].map(Double.init))
    } else if let data = fields.data, !data.isEmpty {
      label = Int32(value[data.lowerBound])
    } else {
      label = fields.label
    }
    return label.flatMap { $0 < 0 ? nil : $0 }
  }

  /// The class names in the `labels.txt` that an import or DIGITS writes beside the database; none without a valid file.
  func classNames() -> [String] {
    let folder = location.isPart ? location.parent : location.path
    return (try? ClassNames.read(path: "\(folder)/labels.txt")) ?? []
  }
}

extension DatumContent {
  /// The shape of a raw record; nil for an encoded one.
  var rawShape: ImageShape? {
    switch self {
    case .planes(let shape, _), .floats(let shape): shape
    case .encoded: nil
    }
  }
}
