public import ImageShapes
import Tensors

/// The training images in the units of the network's input, for models computed from data.
public protocol TrainingImages {
  /// The number of images.
  var count: Int { get }
  /// The image shape.
  var shape: ImageShape { get }
  /// Calls `body` with all images in order, a few hundred at a time.
  ///
  /// - Parameter body: Receives `[images, c, h, w]` in the units of the network's input, and the number of images.
  ///
  /// - Throws: Errors of reading and of `body`. Images skipped as unreadable are missing.
  func forEachBatch(_ body: (_ images: UnsafeBufferPointer<Float>, _ count: Int) throws -> Void) throws
}

extension TrainingImages {
  /// The mean image, `[c, h, w]`, summed in double precision.
  ///
  /// - Throws: Errors of reading.
  public func mean() throws -> [Float] {
    var sums = [Double](repeating: 0, count: shape.elements)
    var total = 0
    try forEachBatch { images, count in
      total += count
      HostNumbers.add(rows: UnsafeBufferPointer(rebasing: images[..<(count * sums.count)]), to: &sums)
    }
    return sums.map { Float($0 / Double(total)) }
  }
}
