internal import Diagnostics
import ImageFormats
import Randomness
package import Settings

/// The images to validate on, held-out training images or others: `first 5000`, `10%`, `none`, `test` or `given`.
public enum ValidationSplit: Hashable, Sendable {
  /// The first n images, like the Dynamic Training Bench's split of MNIST.
  case first(Int)
  /// A random share in percent, above 0 and below 100, determined by the run's seed.
  case percentage(Double)
  /// No images.
  case none
  /// The test images, like the Dynamic Training Bench's validation on CIFAR; holds none out.
  case test
  /// The collection's own validation images, for example in a folder `val`; holds none out.
  case given

  /// Splits the indices of `count` training images into training and validation indices, both ascending.
  ///
  /// - Throws: ``DatasetError`` when the split is out of range or leaves nothing to train on.
  public func indices(of count: Int, seed: UInt64) throws -> (training: [Int32], validation: [Int32]) {
    try checkIsSensible()
    switch self {
    case .none, .test, .given:
      return (Array(0..<Int32(count)), [])
    case .first(let held):
      try check(held: held, of: count)
      return (Array(Int32(held)..<Int32(count)), Array(0..<Int32(held)))
    case .percentage(let percentage):
      let held = max(1, Int((Double(count) * percentage / 100).rounded()))
      try check(held: held, of: count)
      let order = Philox(seed: seed, purpose: .splitting).permutation(count)
      return (order[held...].sorted(), order[..<held].sorted())
    }
  }

  private func check(held: Int, of count: Int) throws {
    if held >= count {
      throw DatasetError(
        .impossibleSplit, "validation split \(self) leaves nothing to train on",
        expected: "fewer than the \(count) images there are",
        got: "\(held)", cure: "hold out fewer, or none")
    }
  }

  private func checkIsSensible() throws(DatasetError) {
    let isSensible =
      switch self {
      case .none, .test, .given: true
      case .first(let held): held > 0
      case .percentage(let percentage): percentage > 0 && percentage < 100
      }
    if !isSensible {
      throw DatasetError(
        .impossibleSplit, "validation split out of range",
        expected: "first 1 or more, or more than 0% and less than 100%",
        got: "\(self)", cure: "write none to hold nothing out")
    }
  }
}

extension ValidationSplit: CustomStringConvertible {
  /// `first 5000`, `10%`, `none`, `test` or `given`.
  public var description: String {
    switch self {
    case .first(let held): return "first \(held)"
    case .percentage(let percentage):
      let digits = "\(percentage)"
      return (digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits) + "%"
    case .none: return "none"
    case .test: return "test"
    case .given: return "given"
    }
  }

  /// Parses `first 5000`, `10%`, `none`, `test` or `given`, in any letter case.
  ///
  /// - Throws: ``DatasetError`` for any other text, or a share out of range.
  public init(_ text: String) throws(DatasetError) {
    let words = text.lowercased().split(whereSeparator: \.isWhitespace)
    if words == ["none"] {
      self = .none
    } else if words == ["test"] {
      self = .test
    } else if words == ["given"] {
      self = .given
    } else if words.count == 2, words[0] == "first", let held = Int(words[1]) {
      self = .first(held)
    } else if words.last?.last == "%", let percentage = Double(words.joined().dropLast()) {
      self = .percentage(percentage)
    } else {
      throw DatasetError(
        .malformedSplit, "not a validation split", expected: "first 5000, 10%, none, test or given", got: "\"\(text)\"",
        cure: "write the number of first images or the share to hold out, or which images validate")
    }
    try checkIsSensible()
  }
}

extension ValidationSplit {
  /// Reads the text of a split.
  /// - Throws: `SettingError`.
  package init(_ value: SettingValue) throws(SettingError) {
    do {
      try self.init("\(value)")
    } catch {
      throw SettingError(.badValue, error.report)
    }
  }
}
