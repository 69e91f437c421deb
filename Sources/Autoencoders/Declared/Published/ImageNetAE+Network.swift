import ImageShapes
import Tensors

extension ImageNetAE.Configuration {
  /// nil without switches.
  public var network: NetworkDescription? {
    guard switches else { return nil }
    let padding = mirror == .same ? 1 : 0
    func convolution(_ filters: Int) -> LayerDescription {
      LayerDescription(ConvolutionLayer(filters: .count(filters), kernel: 3, padding: padding, activation: .relu))
    }
    func back(_ filters: Extent, _ activation: ActivationName? = .relu) -> LayerDescription {
      switch mirror {
      case .same:
        LayerDescription(ConvolutionLayer(filters: filters, kernel: 3, padding: 1, activation: activation))
      case .valid:
        LayerDescription(TransposedConvolutionLayer(filters: filters, kernel: 3, activation: activation))
      }
    }
    func pool(_ name: String) -> LayerDescription { LayerDescription(MaxPoolLayer(window: 2), name: name) }
    let taken = 2 - 2 * padding
    let side = ((Self.defaultImage.height - 2 * taken) / 2 - taken) / 2
    let maps = [2 * filters, side, side]
    var network = NetworkDescription(
      name: Self.name, image: Self.defaultImage,
      encoder: [
        convolution(filters), convolution(filters), pool("pool1"), convolution(2 * filters), pool("pool2"),
        LayerDescription(FlattenLayer()), LayerDescription(LinearLayer(units: .count(codeSize))),
      ],
      decoder: [
        LayerDescription(LinearLayer(units: .count(maps.reduce(1, *)))), LayerDescription(ReshapeLayer(maps)),
        LayerDescription(UnpoolLayer(pool: "pool2")), back(.count(filters)),
        LayerDescription(UnpoolLayer(pool: "pool1")), back(.count(filters)), back(.ofImage, nil),
      ], loss: ["mse": 1])
    network.pixels = pixelRange
    return network
  }
}
