extension PresetCatalogue {
  private static let article = "P. Galeone, Convolutional Autoencoders in Tensorflow, 2016"

  /// Of CIFAR-10, whose test images are its validation images there.
  ///
  /// They come from the linear decoder on standardised images, as the code had it that day, not from the article's text:
  /// on CIFAR-10 saved as JPEG seeds 0 and 1 give 0.0278 and 0.0301 so, but 0.0037 and 0.0041 with tanh and pixels from -1
  /// to 1.
  private static let cifarFigures = [
    PublishedFigure(
      .validationLoss, 0.02541, .nearSeeds, source: "\(article), without L2; unseeded runs vary"),
    PublishedFigure(.validationLoss, 0.03058, .nearSeeds, source: "\(article), L2 of 1e-9"),
  ]

  /// The Dynamic Training Bench, 2016-2017.
  static let dynamicTrainingBench = [
    Preset(
      "dtb-mnist", "SingleLayerCAE on MNIST as the article has it: tanh, pixels from -1 to 1", seeds: 5,
      figures: [
        PublishedFigure(
          .validationLoss, 0.00216, .nearSeeds, source: "\(article), without L2; unseeded runs vary"),
        PublishedFigure(.validationLoss, 0.00225, .nearSeeds, source: "\(article), L2 of 1e-9"),
        PublishedFigure(.testLoss, 0.00215, .nearSeeds, source: article),
      ],
      runFile: """
        model: {name: SingleLayerCAE}
        data: {dataset: mnist, scaling: -1..1}
        optimizer: {name: Adam, learning_rate: 1e-5}
        training: {batch_size: 1024, epochs: 150}
        """),
    Preset(
      "dtb-mnist-linear", "SingleLayerCAE on MNIST as the code was that day: linear decoder, pixels from -0.5 to 0.5",
      seeds: 3,
      runFile: """
        model: {name: SingleLayerCAE, decoder_activation: linear}
        data: {dataset: mnist, scaling: -0.5..0.5}
        optimizer: {name: Adam, learning_rate: 1e-5}
        training: {batch_size: 1024, epochs: 150}
        """),
    Preset(
      "dtb-cifar10",
      "SingleLayerCAE on CIFAR-10 as the article's text has it; the article's figures come from the other preset",
      seeds: 5,
      figures: cifarFigures,
      runFile: """
        model: {name: SingleLayerCAE}
        data: {dataset: cifar10, scaling: -1..1, validation: test}
        optimizer: {name: Adam, learning_rate: 1e-5}
        training: {batch_size: 1024, epochs: 150}
        """),
    Preset(
      "dtb-cifar10-standardized",
      "SingleLayerCAE on CIFAR-10 as the article's code had it: linear decoder, standardised images, flips",
      seeds: 5,
      figures: cifarFigures,
      runFile: """
        model: {name: SingleLayerCAE, decoder_activation: linear}
        data: {dataset: cifar10, scaling: 0..1, normalization: per-image, augmentation: flip=lr, validation: test}
        optimizer: {name: Adam, learning_rate: 1e-5}
        training: {batch_size: 1024, epochs: 150}
        """),
    Preset(
      "dtb-stacked", "StackedCAE on MNIST: nine convolutional autoencoders, each trained on the one before",
      runFile: """
        model: {name: StackedCAE}
        data: {dataset: mnist, scaling: -1..1}
        optimizer: {name: Adam, learning_rate: 1e-3}
        training: {batch_size: 128, epochs: 20}
        """),
    Preset(
      "dtb-stacked-denoising", "StackedDenoisingCAE on MNIST: the same with noise, against the clean image",
      runFile: """
        model: {name: StackedDenoisingCAE}
        data: {dataset: mnist, scaling: -1..1}
        optimizer: {name: Adam, learning_rate: 1e-3}
        training: {batch_size: 128, epochs: 20}
        """),
  ]
}
