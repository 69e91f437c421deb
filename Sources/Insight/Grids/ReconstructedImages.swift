import Autoencoders
public import ImageData
import ImageFormats
public import ImageShapes
public import NeuralNetworks
public import Pictures
import Statistics
public import Tensors
public import Training

/// Images, their corrupted versions where they were corrupted, and their reconstructions.
public struct ReconstructedImages: Sendable {
  /// The shape of an image.
  public let shape: ImageShape
  /// The images, `[n, c, h, w]`, from 0 for black to 1 for white.
  public let originals: [Float]
  /// The images that the model saw, in the same units, values may lie outside; nil where these are the originals.
  public let corrupted: [Float]?
  /// The reconstructions, in the same units; values may lie outside.
  public let reconstructions: [Float]

  /// Creates reconstructed images; the parameters are its properties.
  public init(originals: [Float], corrupted: [Float]? = nil, reconstructions: [Float], shape: ImageShape) {
    (self.originals, self.corrupted, self.reconstructions) = (originals, corrupted, reconstructions)
    self.shape = shape
  }

  /// The number of images.
  public var count: Int { originals.count / shape.elements }

  private var pixelDifferences: PixelDifferences {
    PixelDifferences(originals, reconstructions, channels: shape.channels, plane: shape.height * shape.width)
  }

  /// The mse01 of each reconstruction against its original.
  public var errors: [Double] {
    pixelDifferences.meanSquaredErrors
  }

  /// Pictures of |original - reconstruction|, mean over channels, all on one scale: from dark blue for 0 to yellow for
  /// `maximum`, the largest of all.
  public func differences() -> (pictures: [Picture], maximum: Float) {
    let plane = shape.height * shape.width
    let values = pixelDifferences.absolute
    let maximum = HostNumbers.finiteRange(values[...])?.upperBound ?? 0
    let pictures = (0..<count).map { image in
      ColourScale.picture(
        of: values[image * plane..<(image + 1) * plane], from: 0, to: max(maximum, .leastNormalMagnitude),
        width: shape.width, height: shape.height)
    }
    return (pictures, maximum)
  }

  /// Pictures of the squared error of each pixel, summed over channels: from dark blue for the smallest of an image to yellow
  /// for its largest.
  ///
  /// - Throws: ``GridError`` where there are no images.
  public func errorMaps() throws -> [Picture] {
    let plane = shape.height * shape.width
    let squared = pixelDifferences.squared
    return try (0..<count).map { image in
      let errors = Array(squared[image * plane..<(image + 1) * plane])
      return try TileGrid(layout: PictureGrid(padding: 0, magnification: 1))
        .drawn(errors, height: shape.height, width: shape.width).picture
    }
  }

  /// The kinds of pictures of each image in the order in which they are drawn, with their names.
  ///
  /// - Parameter hasDifferences: Whether the differences are among them.
  /// - Throws: ``GridError`` for images of other than 1 or 3 channels.
  public func kinds(hasDifferences: Bool = false) throws -> [(name: String, pictures: [Picture])] {
    var kinds = [("original", try PictureGrid.pictures(originals, shape: shape))]
    if let corrupted { kinds.append(("corrupted", try PictureGrid.pictures(corrupted, shape: shape))) }
    kinds.append(("output", try PictureGrid.pictures(reconstructions, shape: shape)))
    if hasDifferences { kinds.append(("difference", differences().pictures)) }
    return kinds
  }

  /// Draws groups of rows: originals, corrupted images, reconstructions and differences, each with its name at the left.
  ///
  /// Originals above their reconstructions alone have no names.
  ///
  /// - Parameters:
  ///   - hasDifferences: Whether the differences are drawn.
  ///   - imagesPerRow: The maximum number of images of a row.
  /// - Throws: ``GridError`` for images of other than 1 or 3 channels.
  public func picture(hasDifferences: Bool = false, imagesPerRow: Int = 10) throws -> Picture {
    let kinds = try kinds(hasDifferences: hasDifferences)
    let rows = stride(from: 0, to: count, by: imagesPerRow).flatMap { start in
      kinds.map { (label: $0.name, pictures: Array($0.pictures[start..<min(start + imagesPerRow, count)])) }
    }
    let layout = PictureGrid(rowsPerGroup: kinds.count)
    guard kinds.count > 2 else { return try layout.composed(rows: rows.map(\.pictures)) }
    return try LabelledRows(rows: rows, layout: layout).composed()
  }

  /// Draws a tile for each image: the same pictures from top to bottom, with its number, class and mse01 below.
  ///
  /// - Parameters:
  ///   - places: The place of each image in a ranking.
  ///   - classNames: The names of the classes by number; empty where they have none.
  ///   - hasDifferences: Whether the differences are drawn.
  /// - Throws: ``GridError`` for images of other than 1 or 3 channels.
  public func picture(
    captionedBy places: [ReconstructionRanking.Place], classNames: [String] = [], hasDifferences: Bool = false
  ) throws -> Picture {
    let kinds = try kinds(hasDifferences: hasDifferences)
    let tiles = places.enumerated().map { number, place in
      let name = place.label.map { classNames.indices.contains($0) ? classNames[$0] : "class \($0)" }
      return CaptionedTiles.Tile(
        pictures: kinds.map { $0.pictures[number] },
        lines: ["#\(place.image)"] + (name.map { [$0] } ?? []) + [MetricText.significant(place.mse01)])
    }
    return try CaptionedTiles(tiles).composed()
  }
}

extension TrainedRun {
  /// Reconstructs `images` by the checkpoint that represents the run.
  ///
  /// - Parameters:
  ///   - images: The images, all readable.
  ///   - corruption: Corrupts the images that the model sees, as in the first steps of training.
  ///   - executor: Runs the model.
  /// - Throws: `RunError` when there is no checkpoint that can be read, or for images that the model cannot take; why an
  ///   image cannot be read.
  public func reconstructed(
    _ images: ImageSubset, corruption: Corruption = .none, executor: any TensorExecutor
  ) throws -> ReconstructedImages {
    try model.check(images)
    let training = configuration.training
    let reconstructor = try Reconstructor(model, scaling: training.scaling, executor: executor)
    let parameters = try parameters(on: executor)
    let originals = try ScaledImages(images, scaling: .unit).pixels()
    guard corruption != .none else {
      return ReconstructedImages(
        originals: originals, reconstructions: try reconstructor.reconstruct(images, parameters: parameters),
        shape: model.image)
    }
    let corrupted = try Corruptor(corruption, image: model.image, scaling: training.scaling, executor: executor)
      .corrupted(images, seed: training.seed)
    return ReconstructedImages(
      originals: originals, corrupted: corrupted,
      reconstructions: reconstructor.reconstruct(pixels: corrupted, labels: images.labels, parameters: parameters),
      shape: model.image)
  }
}
