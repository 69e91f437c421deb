/// A tensor of a model: dimensions, initial values and a role.
///
/// Its value lives in the model's flat vector. Parameters are compared by identity, so a layer used twice shares its
/// parameters.
public final class Parameter {
  /// The dimensions: `[out, in]` of a linear layer, `[out, in, kernel height, kernel width]` of a convolution.
  public let dimensions: [Int]
  /// The distribution of the initial values.
  public let initializer: Initializer
  /// The role of the parameter in its layer.
  public let role: Role

  /// The role of a parameter, which decides what changes its value and whether penalties apply.
  public enum Role: Hashable, Sendable {
    /// Multiplies inputs: a matrix or filters. Penalties apply to weights unless they name other parameters.
    case weight
    /// A weight exempt from penalties unless they name it.
    case freeWeight
    /// Is added to features.
    case bias
    /// Multiplies features one by one.
    case scale
    /// Set by the graph: a running mean, an averaged codebook, a mean image.
    case statistic

    /// Whether the optimizer changes the value along the gradient.
    public var isTrained: Bool { self != .statistic }
  }

  /// Creates a parameter.
  ///
  /// - Parameters:
  ///   - dimensions: The dimensions.
  ///   - initializer: The distribution of the initial values.
  ///   - role: The role of the parameter in its layer.
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
