extension PresetCatalogue {
  /// A preset with the settings of the Torch collection: Adam with 1e-4, batches of 60, 20 epochs.
  private static func collection(_ name: String, model: String, _ summary: String, training: String = "") -> Preset {
    Preset(
      name, summary,
      runFile: """
        model: {name: \(model)}
        data: {dataset: mnist, scaling: 0..1, validation: none}
        optimizer: {name: Adam, learning_rate: 1e-4}
        training: {batch_size: 60, epochs: 20\(training)}
        """)
  }

  private static let keras = "F. Chollet, Building Autoencoders in Keras, 2016"

  /// The Torch collection of autoencoders, the slides that used it, and the article that it follows.
  static let torchCollection = [
    collection("ae", model: "AE", "AE of the Torch collection on MNIST"),
    collection("sparse-ae", model: "SparseAE", "SparseAE of the Torch collection: L1 on the code"),
    collection("deep-ae", model: "DeepAE", "DeepAE of the Torch collection: 784-128-64-32"),
    collection("conv-ae", model: "ConvAE", "ConvAE of the Torch collection: a code of 8x4x4"),
    collection("upconv-ae", model: "UpconvAE", "UpconvAE of the Torch collection: transposed convolutions"),
    collection("denoising-ae", model: "DenoisingAE", "DenoisingAE of the Torch collection: Gaussian noise of 0.5"),
    collection(
      "contractive-ae", model: "ContractiveAE", "the contractive CAE of the Torch collection, its penalty applied"),
    collection(
      "seq2seq-ae", model: "Seq2SeqAE", "Seq2SeqAE of the Torch collection: rows of the image through LSTMs",
      training: ", clamp: 10"),
    collection("vae", model: "VAE", "VAE of the Torch collection: a code of two numbers"),
    collection("cat-vae", model: "CatVAE", "CatVAE of the Torch collection: a Gumbel-softmax code"),
    collection("aae", model: "AAE", "AAE of the Torch collection: an adversary shapes the code"),
    collection("wta-ae", model: "WTA-AE", "WTA-AE of the Torch collection: lifetime sparsity of 5%"),
    Preset(
      "slides-stacked", "the greedily trained stack 784-128-64-784 of the 2016 slides: Adagrad, 400 epochs a stage",
      runFile: """
        model: {name: GreedyStackedAE}
        data: {dataset: mnist, scaling: 0..1, validation: none}
        optimizer: {name: Adagrad, learning_rate: 0.01}
        training: {batch_size: 150, epochs: 400, shuffle: false}
        """),
    Preset(
      "keras-ae", "a code of 32 with Adadelta, 50 epochs, as the Keras article trains it",
      figures: [PublishedFigure(.testLoss, 0.11, .nearSeeds, source: "\(keras): 0.11 at 50 epochs")],
      runFile: """
        model: {name: AE, code_size: 32}
        data: {dataset: mnist, scaling: 0..1, validation: none}
        optimizer: {name: Adadelta, learning_rate: 1.0, rho: 0.95}
        training: {batch_size: 256, epochs: 50}
        """),
    Preset(
      "keras-conv-ae", "ConvAE with Adadelta, 50 epochs, as the Keras article trains it",
      figures: [PublishedFigure(.testLoss, 0.094, .nearSeeds, source: "\(keras): 0.094 at 50 epochs")],
      runFile: """
        model: {name: ConvAE}
        data: {dataset: mnist, scaling: 0..1, validation: none}
        optimizer: {name: Adadelta, learning_rate: 1.0, rho: 0.95}
        training: {batch_size: 128, epochs: 50}
        """),
  ]
}
