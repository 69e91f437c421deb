internal import Diagnostics
package import ImageShapes
import Pictures

/// The pixels that a Datum holds.
package enum DatumContent: Hashable, Sendable {
  /// Bytes `[c, h, w]`, at this place of the message.
  case planes(ImageShape, Range<Int>)
  /// Numbers `[c, h, w]`.
  case floats(ImageShape)
  /// A file of a picture, at this place of the message.
  case encoded(Range<Int>)
}

extension DatumFields {
  /// The pixels; `record` is the record's key, for messages.
  package func content(of record: String) throws(DatumError) -> DatumContent {
    if isEncoded {
      guard let data, !data.isEmpty else {
        throw DatumError(
          .wrongLength,
          Report("an encoded record without data", place: record, cure: "make the database again"))
      }
      return .encoded(data)
    }
    let shape = try rawShape(of: record)
    if let data, !data.isEmpty || floatCount == 0 {
      guard data.count == shape.elements else {
        throw DatumError(
          .wrongLength,
          Report(
            "the data do not fit the shape", place: record, expected: "\(shape.elements) bytes for \(shape)",
            got: "\(data.count)", cure: "make the database again"))
      }
      return .planes(shape, data)
    }
    guard floatCount == shape.elements else {
      throw DatumError(
        .wrongLength,
        Report(
          "the data do not fit the shape", place: record, expected: "\(shape.elements) numbers for \(shape)",
          got: "\(floatCount)", cure: "make the database again"))
    }
    return .floats(shape)
  }

  private func rawShape(of record: String) throws(DatumError) -> ImageShape {
    let sides = [channels, height, width]
    guard sides.allSatisfy({ $0 > 0 && $0 <= Picture.greatestSide }) else {
      throw DatumError(
        .badShape,
        Report(
          "not the shape of an image", place: record, expected: "channels, height and width from 1 to 16384",
          got: sides.map { "\($0)" }.joined(separator: "x"), cure: "make the database again"))
    }
    guard channels == 1 || channels == 3 else {
      throw DatumError(
        .unsupportedChannels,
        Report(
          "an image of so many channels cannot be used", place: record, expected: "1 or 3", got: "\(channels)",
          cure: "make the database of grey or RGB images"))
    }
    return ImageShape(channels: Int(channels), height: Int(height), width: Int(width))
  }

  static func notDatum(_ record: String) -> DatumError {
    DatumError(
      .notDatum,
      Report(
        "the value is no Datum message", place: record, expected: "a record as Caffe and DIGITS write it",
        cure: "give a database of images, or make it again"))
  }
}
