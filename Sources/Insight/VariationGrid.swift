internal import Diagnostics
public import ImageData
import ImageFormats
import ImageShapes
public import Pictures

/// Images above what training makes of them: a row of images, a row of each epoch, and so on.
public struct VariationGrid: Hashable, Sendable {
  /// How many images stand side by side before the rows wrap.
  public var imagesPerRow: Int
  /// How many epochs are shown, from the first.
  public var epochs: Int

  public init(imagesPerRow: Int = 10, epochs: Int = 4) {
    require(imagesPerRow > 0 && epochs > 0, "a grid needs images and epochs, not \(imagesPerRow) and \(epochs)")
    (self.imagesPerRow, self.epochs) = (imagesPerRow, epochs)
  }

  /// The grid of these images, of 1 or 3 channels; what is cut out stands in the middle of white as large as the image.
  ///
  /// - Parameters:
  ///   - subset: the images.
  ///   - augmentations: how they are varied.
  ///   - seed: the run's.
  ///   - shown: what is shown in place of the varied images of a row; they themselves unless given.
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
          "the images are no pictures", place: subset.images.name, expected: "1 or 3 channels",
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
  /// The picture in the middle of white of this size, which is no smaller.
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
