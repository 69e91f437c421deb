import ImageShapes
import NeuralNetworks

/// The layers of published models, by their names in model files.
extension LayerDescription {
  static var flatten: LayerDescription { LayerDescription(FlattenLayer()) }
  /// A reshape to the image shape of the network.
  static var reshapeToImage: LayerDescription { LayerDescription(ReshapeLayer()) }

  static func reshape(_ shape: ImageShape) -> LayerDescription {
    LayerDescription(ReshapeLayer(dimensions: shape.dimensions))
  }

  static func pad(_ margin: Int) -> LayerDescription { LayerDescription(PadLayer(margin: margin)) }

  static func linear(
    _ units: Extent, _ activation: ActivationName? = nil, options: WeightOptions = WeightOptions()
  ) -> LayerDescription {
    LayerDescription(LinearLayer(units: units, activation: activation, options: options))
  }

  static func linear(
    _ units: Int, _ activation: ActivationName? = nil, options: WeightOptions = WeightOptions()
  ) -> LayerDescription {
    linear(.count(units), activation, options: options)
  }

  static func conv(
    _ filters: Extent, kernel: Int, stride: Int = 1, padding: Int = 0, _ activation: ActivationName? = nil,
    options: WeightOptions = WeightOptions()
  ) -> LayerDescription {
    LayerDescription(
      ConvolutionLayer(
        filters: filters, kernel: kernel, stride: stride, padding: padding, activation: activation, options: options))
  }

  static func conv(
    _ filters: Int, kernel: Int, stride: Int = 1, padding: Int = 0, _ activation: ActivationName? = nil,
    options: WeightOptions = WeightOptions()
  ) -> LayerDescription {
    conv(.count(filters), kernel: kernel, stride: stride, padding: padding, activation, options: options)
  }

  static func transposedConv(
    _ filters: Extent, kernel: Int, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0,
    _ activation: ActivationName? = nil, options: WeightOptions = WeightOptions()
  ) -> LayerDescription {
    LayerDescription(
      TransposedConvolutionLayer(
        filters: filters, kernel: kernel, stride: stride, padding: padding, outputPadding: outputPadding,
        activation: activation, options: options))
  }

  static func transposedConv(
    _ filters: Int, kernel: Int, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0,
    _ activation: ActivationName? = nil, options: WeightOptions = WeightOptions()
  ) -> LayerDescription {
    transposedConv(
      .count(filters), kernel: kernel, stride: stride, padding: padding, outputPadding: outputPadding, activation,
      options: options)
  }

  static func maxPool(_ window: Int, padding: Int = 0, name: String? = nil) -> LayerDescription {
    LayerDescription(MaxPoolLayer(window: window, padding: padding), name: name)
  }

  static func unpool(_ pool: String, switches: Bool = true) -> LayerDescription {
    LayerDescription(UnpoolLayer(pool: pool, switches: switches))
  }

  static func upsample(_ factor: Int) -> LayerDescription { LayerDescription(UpsampleLayer(factor: factor)) }

  static func batchNorm(_ activation: ActivationName? = nil) -> LayerDescription {
    LayerDescription(BatchNormLayer(activation: activation))
  }

  static func topK(_ k: Int) -> LayerDescription { LayerDescription(TopKLayer(k: k)) }

  static func lifetimeSparsity(_ fraction: Double) -> LayerDescription {
    LayerDescription(LifetimeSparsityLayer(fraction: fraction))
  }

  static func tied(to layer: String, _ activation: ActivationName? = nil) -> LayerDescription {
    LayerDescription(TiedLayer(layer: layer, activation: activation))
  }

  static func gaussianNoise(_ deviation: Double) -> LayerDescription {
    LayerDescription(GaussianNoiseLayer(deviation: deviation))
  }

  static func gaussianCode(
    _ units: Int, divergence: GaussianCodeLayer.Divergence, options: WeightOptions = WeightOptions()
  ) -> LayerDescription {
    LayerDescription(GaussianCodeLayer(units: units, divergence: divergence, options: options))
  }

  /// The layer with a name for references.
  func named(_ name: String) -> LayerDescription {
    var layer = self
    layer.name = name
    return layer
  }

  /// The layer with `key` as the path of its parameters in checkpoints; empty for the names of its parts alone.
  func keyed(_ key: String) -> LayerDescription {
    var layer = self
    layer.key = key
    return layer
  }
}

extension [LayerDescription] {
  /// Linear layers of `sizes` units, each with `activation`.
  static func dense(_ sizes: [Int], _ activation: ActivationName) -> [LayerDescription] {
    sizes.map { .linear($0, activation) }
  }

  /// Linear layers of `sizes` units, each batch-normalised and rectified.
  static func normalized(_ sizes: [Int]) -> [LayerDescription] {
    sizes.flatMap { [.linear($0), .batchNorm(.relu)] }
  }

  /// A linear layer to the elements of the network's images, reshaped to them.
  static func toImage(_ activation: ActivationName? = nil) -> [LayerDescription] {
    [.linear(.image, activation), .reshapeToImage]
  }
}
