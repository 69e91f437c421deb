import Tensors

extension ConvAE.Configuration {
  public var network: NetworkDescription? {
    let upsampled = LayerDescription(UpsampleLayer(factor: 2))
    return NetworkDescription(
      name: Self.name, image: Self.defaultImage,
      encoder: PooledEncoder.described(filters: filters, codeFilters: codeFilters),
      decoder: [
        .convolution(codeFilters), upsampled, .convolution(codeFilters), upsampled, .convolution(filters, padding: 0),
        upsampled, LayerDescription(ConvolutionLayer(filters: .ofImage, kernel: 3, padding: 1, activation: .sigmoid)),
      ], loss: ["bce": 1])
  }
}

extension UpconvAE.Configuration {
  public var network: NetworkDescription? {
    func transposed(_ filters: Extent, padding: Int = 1, _ activation: ActivationName = .relu) -> LayerDescription {
      LayerDescription(
        TransposedConvolutionLayer(filters: filters, kernel: 4, stride: 2, padding: padding, activation: activation))
    }
    return NetworkDescription(
      name: Self.name, image: Self.defaultImage,
      encoder: PooledEncoder.described(filters: filters, codeFilters: codeFilters),
      decoder: [
        transposed(.count(codeFilters)), transposed(.count(filters)), transposed(.ofImage, padding: 3, .sigmoid),
      ], loss: ["bce": 1])
  }
}

extension DenoisingAE.Configuration {
  public var network: NetworkDescription? {
    let upsampled = LayerDescription(UpsampleLayer(factor: 2))
    return NetworkDescription(
      name: Self.name, image: Self.defaultImage,
      encoder: [
        LayerDescription(GaussianNoiseLayer(noise)), .convolution(filters),
        LayerDescription(MaxPoolLayer(window: 2, padding: 1)), .convolution(filters),
        LayerDescription(MaxPoolLayer(window: 2)),
      ],
      decoder: [
        .convolution(filters), upsampled, .convolution(filters), upsampled,
        LayerDescription(ConvolutionLayer(filters: .ofImage, kernel: 3, padding: 1, activation: .sigmoid)),
      ], loss: ["bce": 1])
  }
}

extension PooledEncoder {
  /// The layers for images of 28 x 28.
  fileprivate static func described(filters: Int, codeFilters: Int) -> [LayerDescription] {
    let padded = LayerDescription(MaxPoolLayer(window: 2, padding: 1))
    return [
      .convolution(filters), padded, .convolution(codeFilters), padded, .convolution(codeFilters),
      LayerDescription(MaxPoolLayer(window: 2)),
    ]
  }
}

extension LayerDescription {
  /// A rectified convolution of 3 x 3.
  fileprivate static func convolution(_ filters: Int, padding: Int = 1) -> LayerDescription {
    LayerDescription(ConvolutionLayer(filters: .count(filters), kernel: 3, padding: padding, activation: .relu))
  }
}
