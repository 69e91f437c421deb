/// What training a model minimises, in symbols and in words, for its default settings.
public struct ModelObjective: Codable, Hashable, Sendable {
  /// The formulas as plain text, one a line; the first is the objective.
  public let formulas: [String]
  /// The formulas in one or two sentences.
  public let words: String

  /// Creates an objective.
  ///
  /// - Parameters:
  ///   - words: The formulas in one or two sentences.
  ///   - formulas: The objective, then what defines its terms; in the symbols of ``notation``.
  public init(_ words: String, _ formulas: String...) { (self.formulas, self.words) = (formulas, words) }

  /// The symbols that formulas share.
  public static let notation =
    "x image, x′ reconstruction, z code, f encoder, g decoder; BCE and MSE are means over pixels"
}
