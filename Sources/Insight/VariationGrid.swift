internal import Diagnostics
public import ImageData
import ImageFormats
import ImageShapes
public import Pictures

/// A grid of images above their augmented variants: a row of images, a row for each epoch, and so on.
public struct VariationGrid: Hashable, Sendable {
  /// The images of a row.
  public var imagesPerRow: Int
  /// The number of epochs shown, from the first.
  public var epochs: Int

  /// Creates a grid; the parameters are its properties.
  public init(imagesPerRow: Int = 10, epochs: Int = 4) {
    require(imagesPerRow > 0 && epochs > 0, "a grid needs images and epochs, not \(imagesPerRow) and \(epochs)")
    (self.imagesPerRow, self.epochs) = (imagesPerRow, epochs)
  }

  /// Draws images of 1 or 3 channels; crops are centred on white of the image's size.
  ///
  /// - Parameters:
  ///   - subset: The images.
  ///   - augmentations: The augmentations of the images.
  ///   - seed: The run's seed.
  ///   - shown: Maps the variants of a row to the pictures drawn.
  /// - Throws: ``GridError``, `AugmentationError`, why an image cannot be read, and what `shown` throws.
  public func composed(
    _ subset: ImageSubset, _ augmentations: Augmentations, seed: UInt64,
    shown: ([Picture]) throws -> [Picture] = { $0 }
  ) throws -> Picture {
    let shape = subset.images.shape
    guard Picture.Colour(rawValue: shape.channels) != nil else {
      throw GridError(
        code: .shape,
        report: Report(
          "the images cannot be drawn", place: subset.images.name, expected: "1 or 3 channels",
          got: "\(shape.channels)", cure: "draw grey or colour images"))
    }
    let augmenter = try Augmenter(augmentations, shape: shape, seed: seed)
    var rows: [[Picture]] = []
    for start in stride(from: 0, to: subset.count, by: imagesPerRow) {
      let indices = subset.indices[start..<min(start + imagesPerRow, subset.count)].map { Int($0) }
      let originals = try indices.map(subset.images.pixels(at:))
      rows.append(originals.map { Picture(bytePlanes: $0, shape: shape) })
      for epoch in 0..<epochs {
        let varied = zip(indices, originals).map { index, pixels in
          Picture(
            bytePlanes: augmenter.varied(pixels, index: index, epoch: epoch), shape: augmenter.outputShape)
        }
        rows.append(try shown(varied).map { $0.centred(in: shape) })
      }
    }
    return try PictureGrid(rowsPerGroup: epochs + 1).composed(rows: rows)
  }
}

extension Picture {
  /// The picture, centred on white of this shape, which is at least as large.
  fileprivate func centred(in shape: ImageShape) -> Picture {
    guard shape.height != height || shape.width != width else { return self }
    var bytes = [UInt8](repeating: 255, count: shape.height * shape.width * channels)
    let (top, left) = ((shape.height - height) / 2, (shape.width - width) / 2)
    for row in 0..<height {
      let to = ((top + row) * shape.width + left) * channels
      let from = row * width * channels
      bytes.replaceSubrange(to..<to + width * channels, with: self.bytes[from..<from + width * channels])
    }
    return Picture(width: shape.width, height: shape.height, colour: colour, bytes: bytes)
  }
}
