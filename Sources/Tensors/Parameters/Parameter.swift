/// A tensor that belongs to a model and that training changes: a shape and how it starts.
///
/// Its value lives in the model's flat vector. Identity matters, not content: a layer that is used twice shares its parameters.
public final class Parameter {
  /// The extents: `[out, in]` of a linear layer, `[out, in, kernel height, kernel width]` of a convolution.
  public let dimensions: [Int]
  /// How the value starts.
  public let initializer: Initializer
  /// What changes the value.
  public let role: Role

  /// What changes a parameter's value.
  public enum Role: Hashable, Sendable {
    /// An optimiser, along the gradient.
    case trained
    /// What the graph says it becomes: a running mean, a codebook of moving averages, an image's mean.
    case statistic
  }

  public init(_ dimensions: [Int], _ initializer: Initializer, role: Role = .trained) {
    self.dimensions = dimensions
    self.initializer = initializer
    self.role = role
  }

  /// The number of elements.
  public var count: Int { dimensions.reduce(1, *) }
}

@available(*, unavailable)
extension Parameter: Sendable {}
