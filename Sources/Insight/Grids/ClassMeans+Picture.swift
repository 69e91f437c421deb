public import ImageShapes
public import Pictures

extension ClassMeans {
  /// What the pictures of a class are, from top to bottom.
  public var kinds: String {
    classes.contains { $0.decodedCode != nil }
      ? "mean image, mean of the reconstructions, decoded mean code" : "mean image, mean of the reconstructions"
  }

  /// Draws a tile for each class: the mean image above the mean of its reconstructions and the decoded mean code, with the
  /// name of the class, the number of its images and the mse01 of the two means below.
  ///
  /// - Parameters:
  ///   - shape: The shape of an image.
  ///   - classNames: The names of the classes by number; empty where they have none.
  /// - Throws: ``GridError`` for images of other than 1 or 3 channels, or without classes.
  public func picture(shape: ImageShape, classNames: [String] = []) throws -> Picture {
    let tiles = try classes.map { mean in
      let kinds = [mean.image, mean.reconstruction] + (mean.decodedCode.map { [$0] } ?? [])
      let name = classNames.indices.contains(mean.label) ? classNames[mean.label] : "class \(mean.label)"
      return CaptionedTiles.Tile(
        pictures: try PictureGrid.pictures(kinds.flatMap(\.self), shape: shape),
        lines: [name, "n = \(mean.images)", MetricText.significant(mean.mse01)])
    }
    return try CaptionedTiles(tiles).composed()
  }
}
