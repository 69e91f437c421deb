public import ImageShapes
import Tensors

/// The training images as a model sees them, for models that take more from data than gradients.
public protocol TrainingImages {
  /// How many images there are.
  var count: Int { get }
  /// Their shape.
  var shape: ImageShape { get }
  /// Calls `body` with all images in their order, a few hundred at a time: `[images, c, h, w]` in the units that the network sees.
  ///
  /// - Throws: why an image cannot be read, or what `body` throws. An image that is left out as unreadable is missing.
  func forEachBatch(_ body: (_ images: UnsafeBufferPointer<Float>, _ count: Int) throws -> Void) throws
}

extension TrainingImages {
  /// The mean image, `[c, h, w]`, summed in double precision.
  ///
  /// - Throws: why an image cannot be read.
  public func mean() throws -> [Float] {
    var sums = [Double](repeating: 0, count: shape.elements)
    var total = 0
    try forEachBatch { images, count in
      total += count
      for image in 0..<count {
        for i in sums.indices { sums[i] += Double(images[image * sums.count + i]) }
      }
    }
    return sums.map { Float($0 / Double(total)) }
  }
}
