import Tensors

/// A count that grows linearly with the images of a batch.
public struct BatchCount: Hashable, Sendable {
  /// The count per image.
  public var perImage: Int
  /// The count per run.
  public var fixed: Int

  public init(perImage: Int = 0, fixed: Int = 0) { (self.perImage, self.fixed) = (perImage, fixed) }

  /// The count for a batch of `images`.
  public func total(images: Int) -> Int { fixed + images * perImage }

  static func + (a: BatchCount, b: BatchCount) -> BatchCount {
    BatchCount(perImage: a.perImage + b.perImage, fixed: a.fixed + b.fixed)
  }
}
