/// A layer of a model as one image passes through it.
public struct LayerInspection: Codable, Hashable, Sendable {
  /// The name of the layer, such as `encoder.0`, or of a function after it, such as `encoder.0 tanh`.
  public var name: String
  /// What computes it, such as `convolution`.
  public var operation: String
  /// The dimensions of the output for one image.
  public var dimensions: [Int]
  /// The distribution of the output.
  public var activations: ValueStatistics
  /// The parameters of the layer; empty for a function.
  public var parameters: [ParameterInspection]
  /// Whether the reconstruction depends on it; false for what the objective alone computes, such as a log-variance.
  public var isInReconstruction: Bool
  /// The output, row-major; not in JSON.
  public var values: [Float] = []

  private enum CodingKeys: String, CodingKey {
    case name, operation, dimensions, activations, parameters, isInReconstruction
  }

  /// Creates an inspection; the parameters are its properties.
  public init(
    name: String, operation: String, dimensions: [Int], activations: ValueStatistics,
    parameters: [ParameterInspection] = [], isInReconstruction: Bool = true, values: [Float] = []
  ) {
    (self.name, self.operation, self.dimensions) = (name, operation, dimensions)
    (self.activations, self.parameters, self.values) = (activations, parameters, values)
    self.isInReconstruction = isInReconstruction
  }

  /// The number of elements of the layer's parameters.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.statistics.count } }
}

/// A parameter of a layer.
public struct ParameterInspection: Codable, Hashable, Sendable {
  /// Its path, such as `encoder.0.weight`.
  public var name: String
  /// Its dimensions.
  public var dimensions: [Int]
  /// The distribution of its elements.
  public var statistics: ValueStatistics
  /// Its elements, row-major; not in JSON.
  public var values: [Float] = []

  private enum CodingKeys: String, CodingKey { case name, dimensions, statistics }

  /// Creates an inspection; the parameters are its properties.
  public init(name: String, dimensions: [Int], statistics: ValueStatistics, values: [Float] = []) {
    (self.name, self.dimensions, self.statistics, self.values) = (name, dimensions, statistics, values)
  }
}
