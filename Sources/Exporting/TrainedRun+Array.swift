import ImageFormats
public import Training

extension TrainedRun {
  /// What turns the array that the run was trained on into the images of an exported file, and results into its numbers.
  ///
  /// Nil for a run of other images, and for an array that is given as it is.
  ///
  /// - Parameters:
  ///   - part: The part that is exported.
  ///   - input: How images are given.
  /// - Throws: `RunError` for a damaged file of the range.
  public func arrayNote(_ part: ModelPart = .whole, input: ImageInput = .pixels) throws -> String? {
    guard let levels = try directory.arrayLevels() else { return nil }
    let white: Float = input == .bytes ? 255 : 1
    var formulas: [String] = []
    if part != .decoder, levels != NumberLevels(black: 0, white: white) {
      formulas.append("images = \(Self.scaled("array", from: levels, to: NumberLevels(black: 0, white: white)))")
    }
    if part != .encoder, levels != NumberLevels() {
      formulas.append("array = \(Self.scaled("reconstruction", from: NumberLevels(), to: levels))")
    }
    guard !formulas.isEmpty else { return nil }
    return "numbers of the array go from \(Self.text(levels.black)) for black to \(Self.text(levels.white)) for white: "
      + formulas.joined(separator: ", ")
  }

  /// A formula that maps one range to another.
  private static func scaled(_ name: String, from old: NumberLevels, to new: NumberLevels) -> String {
    func isSum(_ formula: String) -> Bool { formula.contains(" + ") || formula.contains(" - ") }
    func term(_ formula: String) -> String { isSum(formula) ? "(\(formula))" : formula }
    let (divisor, factor) = (old.white - old.black, new.white - new.black)
    var formula = shifted(name, by: -old.black)
    if divisor != 1 { formula = "\(term(formula)) / \(operand(divisor))" }
    if factor != 1 { formula = "\(divisor == 1 ? term(formula) : formula) * \(operand(factor))" }
    return shifted(formula, by: new.black)
  }

  private static func shifted(_ formula: String, by number: Float) -> String {
    number == 0 ? formula : "\(formula) \(number < 0 ? "-" : "+") \(text(abs(number)))"
  }

  private static func operand(_ number: Float) -> String { number < 0 ? "(\(text(number)))" : text(number) }

  private static func text(_ number: Float) -> String {
    number == number.rounded() && abs(number) < 1e6 ? "\(Int(number))" : "\(number)"
  }
}
