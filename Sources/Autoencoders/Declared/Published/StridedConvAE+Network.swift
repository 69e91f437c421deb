import ImageShapes
import Tensors

extension StridedConvAE.Configuration {
  public var network: NetworkDescription? {
    func convolution(_ factor: Int) -> LayerDescription {
      LayerDescription(
        ConvolutionLayer(filters: .count(factor * filters), kernel: 4, stride: 2, padding: 1, activation: .relu))
    }
    func transposed(_ filters: Extent, _ activation: ActivationName = .relu) -> LayerDescription {
      LayerDescription(
        TransposedConvolutionLayer(filters: filters, kernel: 4, stride: 2, padding: 1, activation: activation))
    }
    let maps = [4 * filters, Self.defaultImage.height / 8, Self.defaultImage.width / 8]
    return NetworkDescription(
      name: Self.name, image: Self.defaultImage,
      encoder: [
        convolution(1), convolution(2), convolution(4), LayerDescription(FlattenLayer()),
        LayerDescription(LinearLayer(units: .count(codeSize))),
      ],
      decoder: [
        LayerDescription(LinearLayer(units: .count(maps.reduce(1, *)))), LayerDescription(ReshapeLayer(maps)),
        transposed(.count(2 * filters)), transposed(.count(filters)), transposed(.ofImage, .sigmoid),
      ], loss: ["mse": 1])
  }
}
