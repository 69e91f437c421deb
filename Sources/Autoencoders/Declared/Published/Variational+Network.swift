extension VAE.Configuration {
  public var network: NetworkDescription? {
    func normalized(_ units: Int) -> [LayerDescription] {
      [
        LayerDescription(LinearLayer(units: .count(units))), LayerDescription(BatchNormLayer(activation: .relu)),
      ]
    }
    return NetworkDescription(
      name: Self.name, image: Self.defaultImage,
      encoder: [LayerDescription(FlattenLayer())] + hidden.sizes.flatMap(normalized)
        + [LayerDescription(GaussianCodeLayer(units: codeSize))],
      decoder: hidden.sizes.reversed().flatMap(normalized) + .sigmoidImage, loss: ["bce": 1])
  }
}

extension MNISTVAE.Configuration {
  public var network: NetworkDescription? {
    let hidden = LayerDescription(LinearLayer(units: .count(hiddenUnits), activation: .relu))
    return NetworkDescription(
      name: Self.name, image: Self.defaultImage,
      encoder: [
        LayerDescription(FlattenLayer()), hidden, LayerDescription(GaussianCodeLayer(units: codeSize)),
      ],
      decoder: [hidden] + .sigmoidImage, loss: ["bce-sum": 1])
  }
}
