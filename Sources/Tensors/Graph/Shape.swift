/// The extents of a tensor, rank by rank; a batched tensor has one more, the number of samples `n`, in front.
///
/// `n` has no value until a program is planned for a batch size. Images are `[n, c, h, w]`: sample, channel, row,
/// column.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
  /// Whether the tensor holds one value for each sample of the batch.
  public let isBatched: Bool
  /// The extents of one sample, without `n`.
  public let dimensions: [Int]

  private init(isBatched: Bool, dimensions: [Int]) {
    self.isBatched = isBatched
    self.dimensions = dimensions
  }

  /// `[n, dimensions…]`.
  public static func batched(_ dimensions: [Int]) -> Shape { Shape(isBatched: true, dimensions: dimensions) }
  /// `[dimensions…]`, the same for all samples: a parameter, or a number when empty.
  public static func unbatched(_ dimensions: [Int]) -> Shape { Shape(isBatched: false, dimensions: dimensions) }

  /// The elements of one sample, or of the whole tensor when it is not batched.
  public var count: Int { dimensions.reduce(1, *) }

  public var description: String {
    "[" + ((isBatched ? ["n"] : []) + dimensions.map(String.init)).joined(separator: ", ") + "]"
  }
}
