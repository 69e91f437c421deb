extension [LayerDescription] {
  /// A linear layer to the pixels, a sigmoid, and the image's shape.
  static var sigmoidImage: [LayerDescription] {
    [LayerDescription(LinearLayer(units: .ofImage, activation: .sigmoid)), LayerDescription(ReshapeLayer())]
  }
}
