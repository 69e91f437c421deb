/// A tensor that training changes: a shape and how it starts.
///
/// Its value lives in the model's flat vector. Identity matters, not content: a layer that is used twice shares its parameters.
public final class Parameter {
  /// The extents: `[out, in]` of a linear layer, `[out, in, kernel height, kernel width]` of a convolution.
  public let dimensions: [Int]
  /// How the value starts.
  public let initializer: Initializer

  public init(_ dimensions: [Int], _ initializer: Initializer) {
    self.dimensions = dimensions
    self.initializer = initializer
  }

  /// The number of elements.
  public var count: Int { dimensions.reduce(1, *) }
}

@available(*, unavailable)
extension Parameter: Sendable {}
