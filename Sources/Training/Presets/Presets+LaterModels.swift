extension PresetCatalogue {
  /// Models beyond the four systems.
  static let laterModels = [
    Preset(
      "pytorch-vae", "the VAE 784-400-20 of pytorch/examples: Adam, 10 epochs",
      figures: [
        PublishedFigure(.testLoss, 105.59, .nearSeeds, source: "public logs of pytorch/examples vae, epoch 10, nats")
      ],
      runFile: """
        model: {name: VAE-400-20}
        data: {dataset: mnist, scaling: 0..1, validation: none}
        optimizer: {name: Adam, learning_rate: 1e-3}
        training: {batch_size: 128, epochs: 10}
        """),
    Preset(
      "hinton-deep", "784-1000-500-250-30 and back, beside PCA with 30 components", pca: 30,
      figures: [
        PublishedFigure(
          .testSquaredError, 3.0, .atMost,
          source: "Hinton and Salakhutdinov, Reducing the dimensionality of data with neural networks, 2006")
      ],
      runFile: """
        model: {name: HintonDeep}
        data: {dataset: mnist, scaling: 0..1, validation: none}
        optimizer: {name: AdamW, learning_rate: 1e-3, weight_decay: 0.01}
        schedule: {name: cosine}
        training: {batch_size: 128, epochs: 150, averaging: 0.999}
        """),
    Preset(
      "wta-features", "WTA-AE with 2000 units and 5%, a linear SVM on its codes",
      figures: [
        PublishedFigure(
          .probeError(.svm), 1.20, .nearSeeds,
          source: "Makhzani and Frey, Winner-Take-All Autoencoders, 2015: 2000 units, linear SVM on MNIST")
      ],
      runFile: """
        model: {name: WTA-AE, code_size: 2000, decoder_activation: linear, tied: true}
        data: {dataset: mnist, scaling: 0..1, validation: none}
        loss: {mse: 1}
        optimizer: {name: Adam, learning_rate: 1e-3}
        schedule: {name: cosine}
        training: {batch_size: 100, epochs: 30}
        """),
    Preset(
      "contractive-features", "ContractiveAE with 1000 units, fine-tuned with labels",
      figures: [
        PublishedFigure(
          .probeError(.fineTuned), 1.14, .nearSeeds,
          source: "Rifai et al., Contractive auto-encoders, 2011: 1000 units, fine-tuned with labels on MNIST")
      ],
      // The penalty of 0.1 of the authors' published code, beside the cross-entropy summed over 784 pixels.
      runFile: """
        model: {name: ContractiveAE, code_size: 1000, tied: true, reduction: mean, weight: 1.28e-4}
        data: {dataset: mnist, scaling: 0..1, validation: none}
        optimizer: {name: Adam, learning_rate: 1e-3}
        schedule: {name: cosine}
        training: {batch_size: 100, epochs: 20}
        """),
    Preset(
      "pca-30", "PCA with 30 components, fitted exactly",
      figures: [
        PublishedFigure(
          .testSquaredError, 13.87, .nearSeeds,
          source: "Hinton and Salakhutdinov, Reducing the dimensionality of data with neural networks, 2006")
      ],
      runFile: """
        model: {name: PCA, code_size: 30}
        data: {dataset: mnist, scaling: 0..1, validation: none}
        """),
    later("conv-vae", model: "ConvVAE", "a convolutional VAE"),
    later("beta-vae", model: "BetaVAE", "BetaVAE: a weighted KL, annealed"),
    Preset(
      "strided-conv-ae", "strided convolutions and a linear code of 128, for images whose sides are multiples of 8",
      runFile: """
        model: {name: StridedConvAE}
        optimizer: {name: Adam, learning_rate: 1e-3}
        training: {batch_size: 128, epochs: 20}
        """),
    later("vq-vae", model: "VQ-VAE", "VQ-VAE: a codebook of moving averages", scaling: "-0.5..0.5"),
    later("k-sparse", model: "KSparse", "k-sparse autoencoder: the 25 largest units of each image"),
    later("rae", model: "RAE", "a regularised autoencoder: no noise, penalties on code and decoder"),
    later("iwae", model: "IWAE", "an importance-weighted autoencoder"),
    later("conditional-vae", model: "ConditionalVAE", "a VAE that is given each image's class"),
    later("masked-ae", model: "MaskedAE", "a convolutional autoencoder that fills in masked patches"),
  ]

  private static func later(_ name: String, model: String, _ summary: String, scaling: String = "0..1") -> Preset {
    Preset(
      name, "\(summary), on MNIST",
      runFile: """
        model: {name: \(model)}
        data: {dataset: mnist, scaling: \(scaling)}
        optimizer: {name: Adam, learning_rate: 1e-3}
        training: {batch_size: 128, epochs: 20}
        """)
  }
}
