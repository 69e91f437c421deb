internal import Diagnostics
internal import Foundation
import ImageShapes
internal import SwiftProtobuf

extension Caffe_Datum {
  /// The `float_data` of an encoded message as bytes.
  ///
  /// - Throws: ``DatumError`` when one is no whole number from 0 to 255.
  static func levels(of value: UnsafeRawBufferPointer, place: String) throws -> [UInt8] {
    guard let datum = try? Caffe_Datum(serializedBytes: Array(value)) else { throw DatumFields.notDatum(place) }
    return try datum.floatData.map { number in
      guard let level = UInt8(exactly: number) else {
        throw DatumError(
          .notBytes,
          Report(
            "the numbers of the record are no levels of grey", place: place, expected: "whole numbers from 0 to 255",
            got: "\(number)", cure: "make the database of bytes"))
      }
      return level
    }
  }

  /// A Datum of planes of bytes `[c, h, w]`, red first, stored blue first as OpenCV, Caffe and DIGITS do.
  package init(planes: UnsafeBufferPointer<UInt8>, channels: Int, height: Int, width: Int, label: Int32?) {
    self.init()
    setShape(channels: channels, height: height, width: width, label: label)
    data = Data(PlaneOrder.swapped(planes, ImageShape(channels: channels, height: height, width: width)))
  }

  /// A Datum with the file of a picture.
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
