import Diagnostics
public import Settings

extension ReconstructionLoss {
  /// The weights of losses by name, as in run files: `{bce: 1, mse: 0.1}`.
  public struct Weights: Configurable, Hashable, Sendable {
    public static let settingsOwner = "the loss"
    public static let unknownSetting = "no such loss"
    public static let settings: [Setting<Self>] = Kind.allCases.map { kind in
      Setting(
        kind.rawValue, .number(.positive), help: "The weight of \(kind.summary).",
        get: { $0.weights[kind].map { .number($0) } ?? .none },
        set: { root, value in
          root.weights[kind] = value.number
          return true
        })
    }

    /// The weights by loss.
    public var weights: [Kind: Double] = [:]

    public init() {}
  }

  /// Names and weights from a name (`bce`) or an object (`{"bce": 1, "mse": 0.1}`).
  /// - Throws: `SettingError` for unknown names, and weights out of range.
  package static func weights(_ value: SettingValue) throws(SettingError) -> [String: Double] {
    let given: [String: SettingValue]
    if let text = value.text, !text.hasPrefix("{") {
      given = [text: 1]
    } else if let object = value.object {
      given = object
    } else {
      given = try SettingValue.object(json: "\(value)", example: #"{"bce": 1, "mse": 0.1}"#)
    }
    return Dictionary(uniqueKeysWithValues: try Weights(given).weights.map { ($0.key.rawValue, $0.value) })
  }

  /// Creates the loss with these terms, in alphabetical order.
  /// - Throws: ``LossError`` for an unknown name, or a weight out of range.
  public init(named weights: [String: Double]) throws(LossError) {
    let given: Weights
    do {
      given = try Weights(weights.mapValues { .number($0) })
    } catch {
      throw LossError(error.code == .badValue ? .badWeight : .unknownName, error.report)
    }
    try self.init(given.weights.sorted { $0.key.rawValue < $1.key.rawValue }.map { Term($0.key, weight: $0.value) })
  }
}

extension ReconstructionLoss.Kind {
  /// The loss in words.
  public var summary: String {
    switch self {
    case .meanSquaredError: "the mean squared error"
    case .halfMeanSquaredError: "half the mean squared error"
    case .sumOfSquares: "the squared error summed over an image"
    case .binaryCrossEntropy: "the mean binary cross-entropy, in nats"
    case .binaryCrossEntropySum: "the binary cross-entropy summed over an image, in nats"
    case .meanAbsoluteError: "the mean absolute error"
    case .huber: "the mean of Huber's loss"
    case .structuralSimilarity: "1 - the structural similarity"
    case .multiscaleStructuralSimilarity: "1 - the multiscale structural similarity"
    case .totalVariation: "the total variation of the reconstruction"
    }
  }
}
