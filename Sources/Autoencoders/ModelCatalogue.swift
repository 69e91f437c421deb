public import Settings

/// The published models, by name.
public enum ModelCatalogue {
  /// Every published model.
  public static let kinds: [any ModelConfiguration.Type] = [
    SingleLayerCAE.self, DIGITSAutoencoder.self, AE.self, ImageNetAE.self, StackedCAE.self, StackedDenoisingCAE.self,
    ConvAE.self, UpconvAE.self, DenoisingAE.self, StridedConvAE.self, Seq2SeqAE.self, ConvVAE.self, VQVAE.self,
    MaskedAE.self, SparseAE.self, DeepAE.self, ContractiveAE.self, WTAAE.self, KSparse.self, GreedyStackedAE.self,
    HintonDeep.self, VAE.self, CatVAE.self, MNISTVAE.self, BetaVAE.self, ConditionalVAE.self, IWAE.self, AAE.self,
    RAE.self, PCA.self,
  ]

  /// Models of one family, as lists show them.
  public struct Family: Sendable {
    /// The heading: `Convolutional`.
    public let title: String
    /// The models.
    public let kinds: [any ModelConfiguration.Type]
  }

  /// The published models by family, each model once.
  public static let families = [
    Family(
      title: "Dense", kinds: [AE.self, DeepAE.self, DIGITSAutoencoder.self, HintonDeep.self, GreedyStackedAE.self]),
    Family(
      title: "Convolutional",
      kinds: [
        SingleLayerCAE.self, ConvAE.self, UpconvAE.self, StridedConvAE.self, ImageNetAE.self, StackedCAE.self,
      ]),
    Family(title: "Denoising and masked", kinds: [DenoisingAE.self, StackedDenoisingCAE.self, MaskedAE.self]),
    Family(
      title: "Sparse and contractive", kinds: [SparseAE.self, KSparse.self, WTAAE.self, ContractiveAE.self, RAE.self]),
    Family(
      title: "Variational and adversarial",
      kinds: [
        VAE.self, MNISTVAE.self, ConvVAE.self, BetaVAE.self, CatVAE.self, ConditionalVAE.self, IWAE.self, VQVAE.self,
        AAE.self,
      ]),
    Family(title: "Recurrent and linear", kinds: [Seq2SeqAE.self, PCA.self]),
  ]

  private static let named = Kinds<any ModelConfiguration.Type>("model", kinds)
  /// Networks declared in a file, which need more than a name.
  private static let declared: any ModelConfiguration.Type = DeclaredModel.self

  /// The published models, and networks declared in a file.
  public static let allKinds = Kinds<any ModelConfiguration.Type>("model", kinds + [declared])

  /// The names of the published models.
  public static var names: [String] { named.names }

  /// The model called `name`; case is ignored.
  /// - Throws: `SettingError` with the nearest name.
  public static func kind(named name: String) throws(SettingError) -> any ModelConfiguration.Type {
    name.lowercased() == declared.name.lowercased() ? declared : try named(name)
  }

  /// The model called `name` with its default settings, overridden by `settings`.
  /// - Throws: `SettingError` for an unknown model or setting, or a value that does not fit.
  public static func configuration(
    _ name: String, _ settings: [String: SettingValue] = [:]
  ) throws(SettingError) -> any ModelConfiguration {
    try kind(named: name).init(settings)
  }
}
