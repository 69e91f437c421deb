extension DeepAE.Configuration {
  public var network: NetworkDescription? {
    func linear(_ units: Int) -> LayerDescription {
      LayerDescription(LinearLayer(units: .count(units), activation: .relu))
    }
    return NetworkDescription(
      name: Self.name, image: Self.defaultImage,
      encoder: [LayerDescription(FlattenLayer())] + (hidden.sizes + [codeSize]).map(linear),
      decoder: hidden.sizes.reversed().map(linear) + .sigmoidImage, loss: ["bce": 1])
  }
}
