extension KSparse.Configuration {
  public var network: NetworkDescription? {
    NetworkDescription(
      name: Self.name, image: Self.defaultImage,
      encoder: [
        LayerDescription(FlattenLayer()), LayerDescription(LinearLayer(units: .count(codeSize)), name: "code"),
        LayerDescription(TopKLayer(k)),
      ],
      decoder: [LayerDescription(TiedLayer(to: "code")), LayerDescription(ReshapeLayer())], loss: ["mse": 1])
  }
}

extension WTAAE.Configuration {
  public var network: NetworkDescription? {
    NetworkDescription(
      name: Self.name, image: Self.defaultImage,
      encoder: [
        LayerDescription(FlattenLayer()), LayerDescription(LinearLayer(units: .count(codeSize), activation: .relu)),
        LayerDescription(LifetimeSparsityLayer(lifetimeSparsity)),
      ],
      decoder: .sigmoidImage, loss: ["bce": 1])
  }
}
