/// A tensor that belongs to a model: a shape, initial values and a role.
///
/// Its value lives in the model's flat vector. Parameters are compared by identity, so that a layer used twice shares its
/// parameters.
public final class Parameter {
  /// The extents: `[out, in]` of a linear layer, `[out, in, kernel height, kernel width]` of a convolution.
  public let dimensions: [Int]
  /// The distribution of the initial values.
  public let initializer: Initializer
  /// What the parameter does in its layer.
  public let role: Role

  /// What a parameter does in its layer, which decides what changes its value and whether penalties apply to it.
  public enum Role: Hashable, Sendable {
    /// Multiplies inputs: a matrix or filters. Penalties apply to weights unless they name other parameters.
    case weight
    /// A weight that penalties leave alone unless they name it.
    case freeWeight
    /// Is added to features.
    case bias
    /// Multiplies features one by one.
    case scale
    /// Set by the graph: a running mean, a codebook of moving averages, a mean image.
    case statistic

    /// Whether an optimizer changes the value along the gradient.
    public var isTrained: Bool { self != .statistic }
  }

  /// A parameter of a model.
  ///
  /// - Parameters:
  ///   - dimensions: The extents.
  ///   - initializer: The distribution of the initial values.
  ///   - role: What the parameter does in its layer.
  public init(_ dimensions: [Int], _ initializer: Initializer, role: Role = .weight) {
    self.dimensions = dimensions
    self.initializer = initializer
    self.role = role
  }

  /// The number of elements.
  public var count: Int { dimensions.reduce(1, *) }
}

@available(*, unavailable)
extension Parameter: Sendable {}
