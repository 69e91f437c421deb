internal import Diagnostics
internal import Files
internal import Foundation
import ImageShapes
import Pictures
internal import SwiftProtobuf

/// A mean image in a file of Caffe's: a BlobProto of 1 x C x H x W numbers, colours blue first.
public struct MeanFile: Hashable, Sendable {
  /// The file's path.
  public let path: String

  /// The file at `path`, which need not be there; nothing is opened yet.
  public init(path: String) { self.path = path }

  /// No mean image takes more: 16384 x 16384 pixels, 3 channels, in double precision.
  private static let greatestBytes = 3 * 8 * Picture.greatestSide * Picture.greatestSide + 1024

  /// - Throws: ``MeanError``.
  public func read() throws -> MeanImage {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let attributes else {
      throw MeanError(.missing, Report("no such file", place: path, cure: "check the path, or compute the mean"))
    }
    guard attributes[.type] as? FileAttributeType != .typeDirectory, let bytes = attributes[.size] as? Int,
      bytes <= Self.greatestBytes, let data = try? Data(contentsOf: URL(fileURLWithPath: path))
    else {
      throw MeanError(
        .unreadable,
        Report(
          "cannot be read", place: path, expected: "a file of at most \(Self.greatestBytes) bytes",
          cure: "give a mean.binaryproto that this user may read"))
    }
    return try data.withUnsafeBytes { try decoded($0) }
  }

  /// Replaces the file by `mean`.
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

  package func decoded(_ bytes: UnsafeRawBufferPointer) throws(MeanError) -> MeanImage {
    guard !bytes.isEmpty, let blob = try? Caffe_BlobProto(encoded: Array(bytes)) else {
      throw MeanError(
        .notBlob,
        Report(
          "not a mean image of Caffe's", place: path, expected: "a BlobProto message",
          cure: "compute the mean with `hourglass data mean`"))
    }
    let shape = try shape(of: blob)
    let count = max(blob.data.count, blob.doubleData.count)
    guard count == shape.elements else {
      throw MeanError(
        .wrongLength,
        Report(
          "the numbers do not fit the shape", place: path, expected: "\(shape.elements) for \(shape)", got: "\(count)",
          cure: "compute the mean again"))
    }
    let values = blob.data.count == count ? blob.data : blob.doubleData.map { Float($0) }
    if let wrong = values.first(where: { !(0...255).contains($0) }) {
      throw MeanError(
        .outOfRange,
        Report(
          "the numbers are no mean of images", place: path, expected: "levels from 0 to 255", got: "\(wrong)",
          cure: "compute the mean again"))
    }
    return MeanImage(shape: shape, values: values.withUnsafeBufferPointer { PlaneOrder.swapped($0, shape) })
  }

  private func shape(of blob: Caffe_BlobProto) throws(MeanError) -> ImageShape {
    var sizes =
      blob.hasShape
      ? blob.shape.dim : [Int64(blob.num), Int64(blob.channels), Int64(blob.height), Int64(blob.width)]
    if sizes.count == 4, sizes[0] == 1 { sizes.removeFirst() }
    guard sizes.count == 3, sizes[0] == 1 || sizes[0] == 3,
      sizes.allSatisfy({ $0 > 0 && $0 <= Int64(Picture.greatestSide) })
    else {
      throw MeanError(
        .badShape,
        Report(
          "not the shape of an image", place: path, expected: "1 x C x H x W with 1 or 3 channels",
          got: sizes.prefix(8).map { "\($0)" }.joined(separator: "x"), cure: "compute the mean again"))
    }
    return ImageShape(channels: Int(sizes[0]), height: Int(sizes[1]), width: Int(sizes[2]))
  }
}
