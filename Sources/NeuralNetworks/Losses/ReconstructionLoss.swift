public import Diagnostics
public import ImageShapes
public import Tensors

/// The loss between reconstructions and their target: a weighted sum of terms.
public struct ReconstructionLoss: Hashable, Sendable {
  /// A kind of loss.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// The mean over all elements of (y - x)².
    case meanSquaredError = "mse"
    /// Half the mean squared error, as in the Dynamic Training Bench.
    case halfMeanSquaredError = "half-mse"
    /// (y - x)² summed over an image's elements, mean over images.
    case sumOfSquares = "sse"
    /// The mean over all elements of the binary cross-entropy, in nats; for targets in [0, 1].
    case binaryCrossEntropy = "bce"
    /// The binary cross-entropy summed over an image's elements, mean over images.
    case binaryCrossEntropySum = "bce-sum"
    /// The mean over all elements of |y - x|.
    case meanAbsoluteError = "l1"
    /// The mean over all elements of Huber's loss: half the square up to a difference of 1, linear beyond.
    case huber
    /// 1 - ``structuralSimilarity(_:_:pixels:)``.
    case structuralSimilarity = "ssim"
    /// 1 - ``multiscaleStructuralSimilarity(_:_:pixels:)``.
    case multiscaleStructuralSimilarity = "ms-ssim"
    /// ``totalVariation(_:)`` of the reconstructions, independent of the target; only beside another loss.
    case totalVariation = "total-variation"
  }

  /// A loss and its weight in the sum.
  public struct Term: Hashable, Sendable {
    public var kind: Kind
    /// Above 0.
    public var weight: Double

    /// Creates a term of this `kind` with a `weight` above 0.
    public init(_ kind: Kind, weight: Double = 1) { (self.kind, self.weight) = (kind, weight) }
  }

  /// The terms of the sum, at least one.
  public let terms: [Term]
  /// The pixel range, black to white, in units of the network's input; structural similarity depends on it.
  public private(set) var pixels: ClosedRange<Float> = 0...1

  /// Creates a single loss of this `kind` with weight 1.
  public init(_ kind: Kind) { terms = [Term(kind)] }

  /// Creates the sum of `terms`.
  ///
  /// - Throws: ``LossError`` for no term, a weight out of range, or a loss named twice.
  public init(_ terms: [Term]) throws(LossError) {
    guard !terms.isEmpty else {
      throw LossError(.empty, Report("no loss was given", cure: "name one of \(Kind.allCases.map(\.rawValue))"))
    }
    for (index, term) in terms.enumerated() {
      guard term.weight > 0, term.weight.isFinite else {
        throw LossError(
          .badWeight,
          Report(
            "the weight of a loss is out of range", place: term.kind.rawValue, expected: "a number above 0",
            got: "\(term.weight)"))
      }
      guard !terms[..<index].contains(where: { $0.kind == term.kind }) else {
        throw LossError(.twice, Report("a loss is named twice", got: term.kind.rawValue, cure: "add up the weights"))
      }
    }
    guard terms.contains(where: { $0.kind != .totalVariation }) else {
      throw LossError(
        .alone,
        Report(
          "total variation alone is the same for every target", got: Kind.totalVariation.rawValue,
          cure: #"add another loss, such as {"mse": 1, "total-variation": 0.1}"#))
    }
    self.terms = terms
  }

  /// The same loss for pixels from black to white in `pixels`.
  public func measured(in pixels: ClosedRange<Float>) -> ReconstructionLoss {
    var loss = self
    loss.pixels = pixels
    return loss
  }

  /// The minimum height and width for which structural similarity has a variance.
  package static let minSimilaritySize = 3

  /// Rejects images that the loss cannot compare.
  /// - Throws: ``LossError``.
  public func check(_ image: ImageShape) throws(LossError) {
    guard min(image.height, image.width) < Self.minSimilaritySize,
      let term = terms.first(where: { [.structuralSimilarity, .multiscaleStructuralSimilarity].contains($0.kind) })
    else { return }
    throw LossError(
      .target,
      Report(
        "the images are too small for a similarity of structures", place: term.kind.rawValue,
        expected: "\(Self.minSimilaritySize) x \(Self.minSimilaritySize) pixels or more",
        got: "\(image.height) x \(image.width)",
        cure: "use --loss mse or l1"))
  }

  /// `bce`, or `0.8*bce + 0.2*mse`.
  public var name: String {
    terms.map { $0.weight == 1 ? $0.kind.rawValue : "\($0.weight)*\($0.kind.rawValue)" }.joined(separator: " + ")
  }

  /// Whether targets must lie in [0, 1].
  public var needsUnitTarget: Bool {
    terms.contains { [.binaryCrossEntropy, .binaryCrossEntropySum].contains($0.kind) }
  }

  /// Whether every term is a mean over elements.
  public var isMeanOverElements: Bool {
    !terms.contains { [.sumOfSquares, .binaryCrossEntropySum].contains($0.kind) }
  }

  /// The loss of `output` against `target`, `[n, c, h, w]`: a scalar.
  public func callAsFunction(_ output: DecoderOutput, _ target: Tensor) -> Tensor {
    let losses = terms.map { term in
      let loss = self.loss(term.kind, output, target)
      return term.weight == 1 ? loss : Float(term.weight) * loss
    }
    return losses.dropFirst().reduce(losses[0], +)
  }

  private func loss(_ kind: Kind, _ output: DecoderOutput, _ target: Tensor) -> Tensor {
    switch kind {
    case .meanSquaredError: meanSquaredError(output.images, target)
    case .halfMeanSquaredError: halfMeanSquaredError(output.images, target)
    case .sumOfSquares: output.images.squaredError(to: target).batchMean()
    case .binaryCrossEntropy: binaryCrossEntropy(logits: output.logits, target)
    case .binaryCrossEntropySum: output.logits.binaryCrossEntropy(to: target).batchMean()
    case .meanAbsoluteError: meanAbsoluteError(output.images, target)
    case .huber: meanHuberError(output.images, target)
    case .structuralSimilarity:
      1 - NeuralNetworks.structuralSimilarity(output.images, target, pixels: pixels).batchMean()
    case .multiscaleStructuralSimilarity:
      1 - NeuralNetworks.multiscaleStructuralSimilarity(output.images, target, pixels: pixels).batchMean()
    case .totalVariation: NeuralNetworks.totalVariation(output.images).batchMean()
    }
  }
}

/// A reconstruction loss that cannot be used.
public struct LossError: ReportedError {
  /// The reason.
  public enum Code: Hashable, Sendable {
    case unknownName, empty, badWeight, twice
    /// A term that needs another beside it.
    case alone
    /// A target that the loss is not defined for.
    case target
  }
  public let code: Code
  public let report: Report

  public init(_ code: Code, _ report: Report) {
    self.code = code
    self.report = report
  }
}
