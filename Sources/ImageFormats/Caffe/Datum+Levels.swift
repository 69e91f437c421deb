internal import Diagnostics
internal import Foundation
import ImageShapes
import Pictures
internal import SwiftProtobuf

extension Caffe_Datum {
  /// Converts the `float_data` of an encoded message to bytes, by `range` if one is stated.
  ///
  /// - Throws: ``ImageFileError`` when a number is not finite, or without a range not an integer from 0 to 255.
  static func levels(of value: UnsafeRawBufferPointer, range: ValueRange?, place: String) throws -> [UInt8] {
    guard let datum = try? Caffe_Datum(serializedBytes: Array(value)) else { throw DatumFields.notDatum(place) }
    return try datum.floatData.map { number in
      if let range, number.isFinite { return range.level(Double(number)) }
      guard let level = UInt8(exactly: number) else {
        throw ImageFileError(
          .badValue, "the record's numbers are not pixel levels", place: place,
          expected: range == nil ? "integers from 0 to 255" : "finite numbers", got: "\(number)",
          cure: range == nil
            ? "say which numbers are black and white, such as --value-range 0..1, or make the database of bytes"
            : "make the database again from finite numbers")
      }
      return level
    }
  }

  /// Creates a Datum from bytes `[c, h, w]`, red first; stores them blue first as OpenCV, Caffe and DIGITS do.
  package init(planes: UnsafeBufferPointer<UInt8>, channels: Int, height: Int, width: Int, label: Int32?) {
    self.init()
    setShape(channels: channels, height: height, width: width, label: label)
    data = Data(PlaneOrder.swapped(planes, ImageShape(channels: channels, height: height, width: width)))
  }

  /// Creates a Datum that holds an encoded picture.
  package init(file: [UInt8], channels: Int, height: Int, width: Int, label: Int32?) {
    self.init()
    setShape(channels: channels, height: height, width: width, label: label)
    data = Data(file)
    encoded = true
  }

  private mutating func setShape(channels: Int, height: Int, width: Int, label: Int32?) {
    self.channels = Int32(channels)
    self.height = Int32(height)
    self.width = Int32(width)
    if let label { self.label = label }
  }
}
