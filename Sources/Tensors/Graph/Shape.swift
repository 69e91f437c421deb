/// The dimensions of a tensor; a batched tensor has the number of samples `n` in front.
///
/// `n` has no value until a program is planned for a batch size. Images are `[n, c, h, w]`: sample, channel, row,
/// column.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
  /// Whether the tensor has a value for each sample of the batch.
  public let isBatched: Bool
  /// The dimensions of one sample, without `n`.
  public let dimensions: [Int]

  private init(isBatched: Bool, dimensions: [Int]) {
    self.isBatched = isBatched
    self.dimensions = dimensions
  }

  /// `[n, dimensions…]`.
  public static func batched(_ dimensions: [Int]) -> Shape { Shape(isBatched: true, dimensions: dimensions) }
  /// `[dimensions…]`, shared by all samples: a parameter, or a scalar when empty.
  public static func unbatched(_ dimensions: [Int]) -> Shape { Shape(isBatched: false, dimensions: dimensions) }

  /// The number of elements of one sample, or of a tensor without a batch.
  public var count: Int { dimensions.reduce(1, *) }

  public var description: String {
    "[" + ((isBatched ? ["n"] : []) + dimensions.map(String.init)).joined(separator: ", ") + "]"
  }
}
