internal import Diagnostics
public import ImageShapes
import Pictures

/// Augments images of one shape; the draws depend on seed, epoch and image only.
public struct Augmenter: Sendable {
  /// The shape of the original images.
  public let shape: ImageShape
  /// The shape of the augmented images.
  public let outputShape: ImageShape

  private let augmentations: Augmentations
  private let seed: UInt64
  private let noise: PixelNoise?

  /// Creates an augmenter.
  ///
  /// - Parameters:
  ///   - augmentations: the augmentations.
  ///   - shape: the shape of the original images.
  ///   - seed: determines all draws.
  /// - Throws: ``AugmentationError`` when a number is out of range, or the augmentations do not fit the shape.
  public init(_ augmentations: Augmentations, shape: ImageShape, seed: UInt64) throws(AugmentationError) {
    outputShape = try augmentations.outputShape(shape)
    (self.augmentations, self.shape, self.seed) = (augmentations, shape, seed)
    noise = augmentations.noise > 0 ? PixelNoise(deviation: augmentations.noise) : nil
  }

  /// Writes one augmented image.
  ///
  /// - Parameters:
  ///   - pixels: `[c, h, w]` of ``shape``.
  ///   - index: the image's index in its source.
  ///   - epoch: the training epoch, from 0.
  ///   - result: `[c, h, w]` of ``outputShape``; must not overlap `pixels`.
  public func vary(
    _ pixels: UnsafeBufferPointer<UInt8>, index: Int, epoch: Int, into result: UnsafeMutableBufferPointer<UInt8>
  ) { varied(pixels, index: index, epoch: epoch, into: result) }

  /// Writes one augmented image whose pixels are levels from 0 to 255 that are not rounded.
  ///
  /// - Parameters:
  ///   - pixels: `[c, h, w]` of ``shape``.
  ///   - index: the image's index in its source.
  ///   - epoch: the training epoch, from 0.
  ///   - result: `[c, h, w]` of ``outputShape``; must not overlap `pixels`.
  public func vary(
    _ pixels: UnsafeBufferPointer<Float>, index: Int, epoch: Int, into result: UnsafeMutableBufferPointer<Float>
  ) { varied(pixels, index: index, epoch: epoch, into: result) }

  private func varied<P: Pixel>(
    _ pixels: UnsafeBufferPointer<P>, index: Int, epoch: Int, into result: UnsafeMutableBufferPointer<P>
  ) {
    let (pixels, result) = checked(pixels, result)
    let draws = AugmentationDraws(seed: seed, epoch: epoch, index: index)
    guard !isOneStep else { return place(pixels, draws, into: result, between: nil) }
    // Two images between the steps.
    withUnsafeTemporaryAllocation(of: P.self, capacity: 2 * shape.elements) { between in
      guard let between = between.baseAddress else { fatalError("no memory for images of \(shape)") }
      let recoloured = recolour(pixels, draws, into: between) ? UnsafePointer(between) : pixels
      place(recoloured, draws, into: result, between: between + shape.elements)
    }
  }

  /// Returns one augmented image, `[c, h, w]` of ``outputShape``.
  ///
  /// - Parameters:
  ///   - pixels: `[c, h, w]` of ``shape``.
  ///   - index: the image's index in its source.
  ///   - epoch: the training epoch, from 0.
  public func varied(_ pixels: [UInt8], index: Int, epoch: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: outputShape.elements) { result, count in
      count = outputShape.elements
      result.initialize(repeating: 0)
      pixels.withUnsafeBufferPointer {
        vary($0, index: index, epoch: epoch, into: UnsafeMutableBufferPointer(rebasing: result[..<count]))
      }
    }
  }

  private var plane: Int { shape.height * shape.width }

  private func checked<P: Pixel>(
    _ pixels: UnsafeBufferPointer<P>, _ result: UnsafeMutableBufferPointer<P>
  ) -> (UnsafePointer<P>, UnsafeMutablePointer<P>) {
    require(
      pixels.count == shape.elements && result.count == outputShape.elements,
      "\(pixels.count) and \(result.count) pixels do not make images of \(shape) and \(outputShape)")
    guard let from = pixels.baseAddress, let to = result.baseAddress else { fatalError("images of no pixels") }
    return (from, to)
  }

  /// Whether pixels are only moved, in one step.
  private var isOneStep: Bool {
    augmentations.hsv == nil && augmentations.contrast == 0 && noise == nil && !augmentations.needsWarp
  }

  /// Changes pixel values; returns whether anything changed.
  private func recolour<P: Pixel>(
    _ pixels: UnsafePointer<P>, _ draws: AugmentationDraws, into result: UnsafeMutablePointer<P>
  ) -> Bool {
    var current = pixels
    if let hsv = augmentations.hsv {
      HSVShift.shift(current, plane: plane, by: hsv.drawn(draws), into: result)
      current = UnsafePointer(result)
    }
    if augmentations.contrast > 0 {
      let factor = ContrastChange.drawn(draws, spread: augmentations.contrast)
      ContrastChange.change(current, planes: shape.channels, plane: plane, by: factor, into: result)
      current = UnsafePointer(result)
    }
    if let noise {
      P.add(noise, to: current, count: shape.elements, draws, into: result)
      current = UnsafePointer(result)
    }
    return current != pixels
  }

  /// Moves pixels.
  private func place<P: Pixel>(
    _ pixels: UnsafePointer<P>, _ draws: AugmentationDraws, into result: UnsafeMutablePointer<P>,
    between: UnsafeMutablePointer<P>?
  ) {
    var move = PixelMove(height: shape.height, width: shape.width)
    if let flip = augmentations.flip {
      let drawn = flip.drawn(draws)
      if drawn.leftRight { move.flipLeftRight() }
      if drawn.upDown { move.flipUpDown() }
    }
    if let quarterRotation = augmentations.quarterRotation { move.turn(quarters: quarterRotation.drawn(draws)) }
    let size = PixelSize(width: outputShape.width, height: outputShape.height)
    var window = (top: 0, left: 0)
    if let crop = augmentations.crop {
      window = RandomCrop.drawn(draws, height: shape.height, width: shape.width, crop)
    }
    guard augmentations.needsWarp else {
      move.keep(top: window.top, left: window.left, size)
      return move.move(pixels, planes: shape.channels, plane: plane, into: result)
    }
    var current = pixels
    if let between, !move.isIdentity(plane: plane) {
      move.move(current, planes: shape.channels, plane: plane, into: between)
      current = UnsafePointer(between)
    }
    Warp(draws, rotation: augmentations.rotation, rescale: augmentations.rescale)
      .warp(current, shape, top: window.top, left: window.left, size: size, into: result)
  }
}
