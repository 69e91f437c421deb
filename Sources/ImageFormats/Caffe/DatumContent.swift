internal import Diagnostics
package import ImageShapes
import Pictures

/// The pixels of a Datum.
package enum DatumContent: Hashable, Sendable {
  /// Bytes `[c, h, w]`, at this range of the message.
  case planes(ImageShape, Range<Int>)
  /// Numbers `[c, h, w]`.
  case floats(ImageShape)
  /// An encoded picture, at this range of the message.
  case encoded(Range<Int>)
}

extension DatumFields {
  /// Finds the pixels; `record` is the record's key, for messages.
  package func content(of record: String) throws(ImageFileError) -> DatumContent {
    if isEncoded {
      guard let data, !data.isEmpty else {
        throw ImageFileError(
          .wrongLength, "an encoded record without data", place: record, cure: "make the database again")
      }
      return .encoded(data)
    }
    let shape = try rawShape(of: record)
    if let data, !data.isEmpty || floatCount == 0 {
      guard data.count == shape.elements else {
        throw ImageFileError(
          .wrongLength, "the data do not fit the shape", place: record,
          expected: "\(shape.elements) bytes for \(shape)",
          got: "\(data.count)", cure: "make the database again")
      }
      return .planes(shape, data)
    }
    guard floatCount == shape.elements else {
      throw ImageFileError(
        .wrongLength, "the data do not fit the shape", place: record,
        expected: "\(shape.elements) numbers for \(shape)",
        got: "\(floatCount)", cure: "make the database again")
    }
    return .floats(shape)
  }

  private func rawShape(of record: String) throws(ImageFileError) -> ImageShape {
    let sides = [channels, height, width]
    guard sides.allSatisfy({ $0 > 0 && $0 <= Picture.maxSide }) else {
      throw ImageFileError(
        .wrongShape, "not an image shape", place: record, expected: "channels, height and width from 1 to 16384",
        got: sides.map { "\($0)" }.joined(separator: "x"), cure: "make the database again")
    }
    guard channels == 1 || channels == 3 else {
      throw ImageFileError(
        .unsupported, "this number of channels is not supported", place: record, expected: "1 or 3",
        got: "\(channels)",
        cure: "make the database of grey or RGB images")
    }
    return ImageShape(channels: Int(channels), height: Int(height), width: Int(width))
  }

  static func notDatum(_ record: String) -> ImageFileError {
    ImageFileError(
      .wrongFormat, "the value is not a Datum message", place: record,
      expected: "a record as Caffe and DIGITS write it",
      cure: "give a database of images, or make it again")
  }
}
