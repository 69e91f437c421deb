extension PresetCatalogue {
  /// The Torch7 convolutional autoencoder for ImageNet, 2016.
  static let imageNetAutoencoder = [
    Preset(
      "imagenet-ae", "ImageNetAE as its Torch7 script trains it: per-sample SGD, 100 passes over each 1000 images",
      runFile: """
        model: {name: ImageNetAE}
        data: {scaling: /256}
        optimizer: {name: SGD, learning_rate: 0.01}
        training: {batch_size: 1, chunk: 1000, iterations: 100, epochs: 100}
        """),
    Preset(
      "imagenet-ae-adam", "ImageNetAE in batches of 64 with Adam, which takes minutes rather than days",
      runFile: """
        model: {name: ImageNetAE}
        data: {scaling: /256}
        optimizer: {name: Adam, learning_rate: 1e-3}
        training: {batch_size: 64, epochs: 50}
        """),
  ]
}
