/// What training a model of the catalogue minimises, in symbols and in words.
///
/// x is the image, x′ the reconstruction, z the code, f the encoder, g the decoder; BCE and MSE are means over pixels.
struct ModelObjective: Codable, Hashable, Sendable {
  /// The formulas, a line each.
  var formulas: [String]
  /// What they say, in a sentence or two.
  var words: String

  private init(_ words: String, _ formulas: String...) { (self.formulas, self.words) = (formulas, words) }

  /// The objective of the model called `name`; nil for a model that is not in the table.
  static func of(_ name: String) -> ModelObjective? { all[name] }

  private static let all: [String: ModelObjective] = dense.merging(convolutional) { $1 }.merging(corrupted) { $1 }
    .merging(sparse) { $1 }.merging(variational) { $1 }.merging(others) { $1 }

  private static let dense = [
    "AE": ModelObjective(
      "The binary cross-entropy of pixels as probabilities, through one rectified layer.",
      "L = BCE(x, x′)", "z = ReLU(W x + b),  x′ = σ(V z + c)"),
    "DeepAE": ModelObjective(
      "The binary cross-entropy of pixels, through three rectified layers to the code and three back.",
      "L = BCE(x, x′)", "z = f₃(f₂(f₁(x))),  fᵢ(a) = ReLU(Wᵢ a + bᵢ)"),
    "DIGITS": ModelObjective(
      "The mean squared error. A ReLU follows the code too, so that no value of it is negative.",
      "L = MSE(x, x′)", "z = ReLU(W₂ ReLU(W₁ x + b₁) + b₂)"),
    "HintonDeep": ModelObjective(
      "The binary cross-entropy, through logistic layers around a linear code.",
      "L = BCE(x, x′)", "z = W₄ σ(W₃ σ(W₂ σ(W₁ x)))"),
    "GreedyStackedAE": ModelObjective(
      "Each block learns to reconstruct the output of the frozen blocks before it; then all encoders are trained together.",
      "Lᵢ = BCE(hᵢ₋₁, gᵢ(hᵢ)),  hᵢ = fᵢ(hᵢ₋₁),  h₀ = x", "then L = BCE(x, g(f₂(f₁(x))))"),
  ]

  private static let convolutional = [
    "SingleLayerCAE": ModelObjective(
      "Half the mean squared error, through one convolution to many maps and one back.",
      "L = ½ MSE(x, x′)", "z = tanh(W ∗ x + b),  x′ = tanh(V ∗ z + c)"),
    "ConvAE": ModelObjective(
      "The binary cross-entropy; each stage of the encoder halves the image, each of the decoder doubles it.",
      "L = BCE(x, x′)", "fᵢ(a) = pool(ReLU(Wᵢ ∗ a)),  gᵢ(a) = up(ReLU(Vᵢ ∗ a))"),
    "UpconvAE": ModelObjective(
      "The binary cross-entropy; transposed convolutions of stride 2 lead back to the image.",
      "L = BCE(x, x′)", "fᵢ(a) = pool(ReLU(Wᵢ ∗ a)),  gᵢ(a) = ReLU(Vᵢ ∗ᵀ a)"),
    "StridedConvAE": ModelObjective(
      "The mean squared error; convolutions of stride 2 take the place of poolings.",
      "L = MSE(x, x′)", "z = W f₃(f₂(f₁(x))),  fᵢ(a) = ReLU(Wᵢ ∗₂ a)"),
    "ImageNetAE": ModelObjective(
      "The mean squared error; the decoder puts values back where the poolings found them.",
      "L = MSE(x, x′)", "(a, s) = pool(ReLU(W ∗ x)),  x′ = V ∗ unpool(a′, s)"),
    "StackedCAE": ModelObjective(
      "The sum of the errors of nine small autoencoders, each of which reconstructs the one before; no gradient passes "
        + "between them.",
      "L = Σᵢ ½ MSE(xᵢ₋₁, xᵢ)", "xᵢ = AEᵢ(xᵢ₋₁),  x₀ = x"),
  ]

  private static let corrupted = [
    "DenoisingAE": ModelObjective(
      "The clean image is the target; normal noise is added in training alone.",
      "L = BCE(x, g(f(x + ε))),  ε ~ N(0, 0.5²)"),
    "StackedDenoisingCAE": ModelObjective(
      "Nine small autoencoders in a row, each compared with the clean image; values are dropped between them.",
      "L = Σᵢ ½ MSE(x, xᵢ)", "xᵢ = AEᵢ(drop(xᵢ₋₁)),  x₀ = x + u"),
    "MaskedAE": ModelObjective(
      "The error of the hidden patches alone, which are zero in the input.",
      "L = Σ (1 − m) (x − g(f(m x)))² / Σ (1 − m)", "m = 1 where a patch is visible"),
  ]

  private static let sparse = [
    "SparseAE": ModelObjective(
      "AE with a penalty on the activations of the code: their absolute values, or the divergence of their mean from ρ.",
      "L = BCE(x, x′) + λ Σ |zⱼ|", "or  L = BCE(x, x′) + λ Σ KL(ρ ‖ mean zⱼ)"),
    "KSparse": ModelObjective(
      "A linear code of which the k largest values pass; the decoder has the encoder's weights.",
      "L = MSE(x, x′)", "z = topₖ(W x + b),  x′ = Wᵀ z + c"),
    "WTA-AE": ModelObjective(
      "Each unit passes its largest 5% of a batch; in inference all pass.",
      "L = BCE(x, x′)", "zⱼ stays where it is among the top 5% of unit j in the batch, else 0"),
    "ContractiveAE": ModelObjective(
      "The code changes little where the image does: the Jacobian of the encoder is penalised.",
      "L = BCE(x, x′) + λ ‖∂z/∂x‖²"),
    "RAE": ModelObjective(
      "Penalties on the code and on the decoder instead of noise.",
      "L = ‖x − x′‖² + β ‖z‖² / 2 + λ Σ w²", "or, for the decoder, the norm of its Jacobian at the code"),
  ]

  private static let variational = [
    "VAE": ModelObjective(
      "The negative evidence lower bound over the number d of pixels.",
      "L = BCE(x, x′) + KL(q(z | x) ‖ N(0, 1)) / d", "z = μ(x) + σ(x) ε,  ε ~ N(0, 1)"),
    "VAE-400-20": ModelObjective(
      "The negative evidence lower bound of an image in nats.",
      "L = −E log p(x | z) + KL(q(z | x) ‖ N(0, 1))", "z = μ(x) + σ(x) ε,  ε ~ N(0, 1)"),
    "ConvVAE": ModelObjective(
      "The negative evidence lower bound of an image in nats, through strided convolutions.",
      "L = −E log p(x | z) + KL(q(z | x) ‖ N(0, 1))", "z = μ(x) + σ(x) ε,  ε ~ N(0, 1)"),
    "BetaVAE": ModelObjective(
      "The divergence counts β times; β may rise from 0, and each dimension may have free bits.",
      "L = −E log p(x | z) + β KL(q(z | x) ‖ N(0, 1))"),
    "CatVAE": ModelObjective(
      "A code of choices among ten, sampled by the Gumbel softmax at the temperature τ.",
      "L = BCE(x, x′) + KL(q(z | x) ‖ uniform) / d", "z = softmax((logits + g) / τ),  g ~ Gumbel"),
    "ConditionalVAE": ModelObjective(
      "Encoder and decoder are given the class y, so that the code holds the rest.",
      "L = −E log p(x | z, y) + KL(q(z | x, y) ‖ N(0, 1))"),
    "IWAE": ModelObjective(
      "A tighter bound from k samples of each image's code, in nats.",
      "L = −log (1/k) Σᵢ p(x | zᵢ) p(zᵢ) / q(zᵢ | x),  zᵢ ~ q(z | x)"),
    "VQ-VAE": ModelObjective(
      "Each vector of the code is replaced by the nearest of a codebook of moving averages; the encoder is bound to it by "
        + "β. sg passes no gradient.",
      "L = MSE(x, g(e)) + β MSE(f(x), sg(e))", "e = the eⱼ nearest to f(x)"),
    "AAE": ModelObjective(
      "A discriminator D learns to tell codes from normal noise, and the encoder to deceive it.",
      "L = BCE(x, x′) − log D(z)", "for D:  −log D(n) − log(1 − D(z)),  n ~ N(0, 1)"),
  ]

  private static let others = [
    "Seq2SeqAE": ModelObjective(
      "A recurrent network reads the rows of the image; another starts from its last state and writes them.",
      "L = BCE(x, x′)", "hₜ = LSTM(rowₜ, hₜ₋₁),  row′ₜ = σ(V LSTM′(rowₜ₋₁, h′ₜ₋₁)),  h′₀ = h_T"),
    "PCA": ModelObjective(
      "The best linear code of its dimension, computed and not trained: W are the principal components, m is the mean.",
      "min ‖x − x′‖²", "z = W (x − m),  x′ = Wᵀ z + m"),
  ]
}
