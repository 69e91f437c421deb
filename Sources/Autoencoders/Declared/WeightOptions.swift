import Settings
import Tensors

/// The initial values and the role of a layer's weights and biases.
struct WeightOptions: Hashable, Sendable {
  /// The distribution of the initial weights; nil for the layer's default.
  var weight: InitializerName?
  /// The distribution of the initial biases; nil for the layer's default.
  var bias: InitializerName?
  /// Whether penalties apply to the weights without naming them.
  var isPenalized: Bool

  /// - Parameters:
  ///   - weight: The distribution of the initial weights; nil for the layer's default.
  ///   - bias: The distribution of the initial biases; nil for the layer's default.
  ///   - isPenalized: Whether penalties apply to the weights without naming them.
  init(weight: InitializerName? = nil, bias: InitializerName? = nil, isPenalized: Bool = true) {
    (self.weight, self.bias, self.isPenalized) = (weight, bias, isPenalized)
  }

  /// The role of the weights.
  var role: Parameter.Role { isPenalized ? .weight : .freeWeight }

  /// The initializers of weights from `inputs` to `outputs` features, each a kernel of `area` elements.
  ///
  /// - Parameters:
  ///   - rows: Rows of an orthogonal matrix.
  ///   - layers: The number of equal layers that `outputs` counts together, each with its own matrix.
  func initializers(
    inputs: Int, outputs: Int, area: Int = 1, rows: Int, layers: Int = 1
  ) -> (weight: Initializer?, bias: Initializer?) {
    let (fanIn, fanOut) = (inputs * area, outputs * area)
    let columns = inputs * (outputs / layers) * area / rows
    return (
      weight?.initializer(fanIn: fanIn, fanOut: fanOut, rows: rows, columns: columns),
      bias?.initializer(fanIn: fanIn, fanOut: fanOut, rows: 1, columns: outputs / layers)
    )
  }
}

/// A layer with settings for initial values and role of its weights.
protocol WeightedLayer: LayerKind {
  var options: WeightOptions { get set }
}

extension WeightedLayer {
  static var weightSettings: [Setting<Self>] {
    [
      .initializer("initializer", \.options.weight, help: "The initial weights."),
      .initializer("bias", \.options.bias, help: "The initial biases."),
      .flag("penalized", \.options.isPenalized, help: "Whether penalties apply to the weights without naming them."),
    ]
  }
}
