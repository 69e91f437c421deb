extension PresetCatalogue {
  private static let figure = "NVIDIA DIGITS, examples/autoencoder, training-loss.png, 2016 (read off the plot)"

  /// The autoencoder of the DIGITS tutorial, 2016.
  static let digits = [
    Preset(
      "digits-mnist",
      "the DIGITS tutorial: black digits on white, the mean image subtracted, targets of 0 to 255, a quarter held out",
      figures: [
        PublishedFigure(.trainingLoss(epoch: 1), 2180, .nearSeeds, source: figure),
        PublishedFigure(.trainingLoss(epoch: 5), 580, .nearSeeds, source: figure),
        PublishedFigure(.trainingLoss(epoch: 10), 465, .nearSeeds, source: figure),
        PublishedFigure(.trainingLoss(epoch: 30), 395, .nearSeeds, source: figure),
      ],
      runFile: """
        model: {name: DIGITS, mean_subtraction: true, target_units: pixels}
        data: {dataset: mnist, scaling: /256, invert: true, validation: 25%}
        optimizer: {name: Momentum, learning_rate: 0.01, momentum: 0.9, dampening: 0.9, weight_decay: 1e-4}
        schedule: {name: step, step: 33, gamma: 0.1}
        training: {batch_size: 64, epochs: 30}
        """)
  ]
}
