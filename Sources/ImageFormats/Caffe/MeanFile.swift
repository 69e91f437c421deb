internal import Diagnostics
internal import Files
internal import Foundation
import ImageShapes
import Pictures
internal import SwiftProtobuf

/// A mean image in a Caffe file: a BlobProto of 1 x C x H x W numbers, blue first.
public struct MeanFile: Hashable, Sendable {
  /// The file's path.
  public let path: String

  /// Describes the file at `path`, which need not exist; opens nothing.
  public init(path: String) { self.path = path }

  /// The maximum length: 16384 x 16384 pixels of 3 channels in double precision.
  private static let maxBytes = 3 * 8 * Picture.maxSide * Picture.maxSide + 1024

  /// Reads the mean image.
  ///
  /// - Throws: `InputFileError`, ``ImageFileError``.
  public func read() throws -> MeanImage {
    try InputFile(path, expected: "a mean image").withBytes(limit: Self.maxBytes) { try decoded($0) }
  }

  /// Writes `mean`, replacing the file.
  ///
  /// - Throws: `AtomicFileError`.
  public func write(_ mean: MeanImage) throws {
    var blob = Caffe_BlobProto()
    blob.num = 1
    blob.channels = Int32(mean.shape.channels)
    blob.height = Int32(mean.shape.height)
    blob.width = Int32(mean.shape.width)
    blob.data = mean.values.withUnsafeBufferPointer { PlaneOrder.swapped($0, mean.shape) }
    let bytes = try blob.encoded()
    try bytes.withUnsafeBytes { try AtomicFile.write([$0], to: path) }
  }

  package func decoded(_ bytes: UnsafeRawBufferPointer) throws(ImageFileError) -> MeanImage {
    guard !bytes.isEmpty, let blob = try? Caffe_BlobProto(encoded: Array(bytes)) else {
      throw ImageFileError(
        .wrongFormat, "not a Caffe mean image", place: path, expected: "a BlobProto message",
        cure: "compute the mean with `hourglass data mean`")
    }
    let shape = try shape(of: blob)
    let count = max(blob.data.count, blob.doubleData.count)
    guard count == shape.elements else {
      throw ImageFileError(
        .wrongLength, "the numbers do not fit the shape", place: path, expected: "\(shape.elements) for \(shape)",
        got: "\(count)",
        cure: "compute the mean again")
    }
    let values = blob.data.count == count ? blob.data : blob.doubleData.map { Float($0) }
    if let wrong = values.first(where: { !(0...255).contains($0) }) {
      throw ImageFileError(
        .badValue, "the numbers are not a mean of images", place: path, expected: "levels from 0 to 255",
        got: "\(wrong)",
        cure: "compute the mean again")
    }
    return MeanImage(shape: shape, values: values.withUnsafeBufferPointer { PlaneOrder.swapped($0, shape) })
  }

  private func shape(of blob: Caffe_BlobProto) throws(ImageFileError) -> ImageShape {
    var sizes =
      blob.hasShape
      ? blob.shape.dim : [Int64(blob.num), Int64(blob.channels), Int64(blob.height), Int64(blob.width)]
    if sizes.count == 4, sizes[0] == 1 { sizes.removeFirst() }
    guard sizes.count == 3, sizes[0] == 1 || sizes[0] == 3,
      sizes.allSatisfy({ $0 > 0 && $0 <= Int64(Picture.maxSide) })
    else {
      throw ImageFileError(
        .wrongShape, "not an image shape", place: path, expected: "1 x C x H x W with 1 or 3 channels",
        got: sizes.prefix(8).map { "\($0)" }.joined(separator: "x"), cure: "compute the mean again")
    }
    return ImageShape(channels: Int(sizes[0]), height: Int(sizes[1]), width: Int(sizes[2]))
  }
}
