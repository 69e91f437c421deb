/// Some of the images of a set, by their indices.
public struct ImageSubset: Sendable {
  public let images: ImageSet
  /// Indices into `images`, in the subset's natural order.
  public let indices: [Int32]

  /// The class of each image of the subset, where known.
  public var labels: [UInt8]? {
    images.labels.map { labels in indices.map { labels[Int($0)] } }
  }

  /// How many images are in the subset.
  public var count: Int { indices.count }

  public init(_ images: ImageSet, indices: [Int32]) {
    self.images = images
    self.indices = indices
  }

  /// All of `images`, in their order.
  public init(_ images: ImageSet) {
    self.init(images, indices: Array(0..<Int32(images.count)))
  }
}
