internal import Diagnostics
import Randomness

/// The split of one list into the parts of a data set, class by class, with bounds on the size of a class.
public struct ImportSplit: Hashable, Sendable {
  /// The percentage of each class held out for validation.
  public var validationPercent = 25.0
  /// The percentage of each class held out for testing.
  public var testPercent = 0.0
  /// The minimum number of images of a class, held-out images included; smaller classes are left out.
  public var minPerClass = 1
  /// The maximum number of images of a class, drawn before parts are held out; nil for all.
  public var maxPerClass: Int?
  /// Determines all random draws.
  public var seed: UInt64 = 0

  /// The defaults: a quarter of each class validates, no class is left out.
  public init() {}

  /// The parts of a list and its remaining classes.
  public struct Parts: Sendable {
    /// The training images, at least one.
    public var training: ImportList
    /// The validation images; nil for none.
    public var validation: ImportList?
    /// The test images; nil for none.
    public var test: ImportList?
    /// The names of the remaining classes, by their new numbers.
    public var classNames: [String]
    /// The names of the classes with too few images.
    public var leftOut: [String]
    /// The new number of each class, nil if it is left out; empty if none is.
    fileprivate var numbers: [Int32?]

    /// Another list of the same classes, with the same classes left out and the same numbers.
    public func renumbered(_ list: ImportList) -> ImportList {
      guard !numbers.isEmpty else { return list }
      let kept = (0..<list.count).filter { position in
        list[position].label.map { numbers.indices.contains(Int($0)) && numbers[Int($0)] != nil } ?? true
      }
      return list.chosen(kept.map { Int32($0) }).relabelled(numbers.map { $0 ?? -1 })
    }
  }

  /// Splits `list` into parts that keep its order.
  ///
  /// Images without labels count as one class. The remaining classes are renumbered if one is left out.
  /// - Throws: ``ImportError`` when a number is out of range, or nothing is left to train on.
  public func parts(of list: ImportList, classNames: [String] = []) throws(ImportError) -> Parts {
    try check()
    let (classes, hasLabels) = try Self.classes(of: list, named: classNames.count)
    let isLeftOut = classes.map { !$0.isEmpty && $0.count < minPerClass }
    var chosen: [[Int32]] = [[], [], []]
    for (number, members) in classes.enumerated() where !isLeftOut[number] {
      for (part, positions) in shared(members, of: number).enumerated() { chosen[part] += positions }
    }
    let lists = chosen.map { list.chosen($0.sorted()) }
    guard lists[0].count > 0 else {
      throw ImportError(
        .nothing, "no images are left to train on", got: "\(list.count) images before splitting",
        cure: "hold out less, or allow smaller classes")
    }
    let leftOut = isLeftOut.indices.filter { isLeftOut[$0] }
    var parts = Parts(
      training: lists[0], validation: lists[1].count > 0 ? lists[1] : nil, test: lists[2].count > 0 ? lists[2] : nil,
      classNames: classNames, leftOut: leftOut.map { classNames.indices.contains($0) ? classNames[$0] : "\($0)" },
      numbers: [])
    guard hasLabels, !leftOut.isEmpty else { return parts }
    var next: Int32 = 0
    for isLeftOut in isLeftOut {
      parts.numbers.append(isLeftOut ? nil : next)
      if !isLeftOut { next += 1 }
    }
    parts.training = parts.renumbered(parts.training)
    parts.validation = parts.validation.map { parts.renumbered($0) }
    parts.test = parts.test.map { parts.renumbered($0) }
    parts.classNames = classNames.indices.filter { !isLeftOut[$0] }.map { classNames[$0] }
    return parts
  }

  /// The members of a class by part: training, validation, test.
  private func shared(_ members: [Int32], of number: Int) -> [[Int32]] {
    let draw = Philox(seed: seed, purpose: .splitting, step: number).permutation(members.count)
    let drawn = draw.prefix(maxPerClass ?? members.count).map { members[Int($0)] }
    let validation = Int((Double(drawn.count) * validationPercent / 100).rounded())
    let test = min(drawn.count - validation, Int((Double(drawn.count) * testPercent / 100).rounded()))
    return [
      Array(drawn[(validation + test)...]), Array(drawn[..<validation]), Array(drawn[validation..<validation + test]),
    ]
  }

  private func check() throws(ImportError) {
    guard (0...100).contains(validationPercent), (0...100).contains(testPercent), validationPercent + testPercent < 100
    else {
      throw ImportError(
        .badSplit, "invalid shares of a data set", expected: "percentages from 0 with a sum below 100",
        got: "\(validationPercent) for validation and \(testPercent) for testing", cure: "hold out less")
    }
    guard minPerClass >= 0, maxPerClass ?? 1 >= 1, maxPerClass ?? .max >= minPerClass else {
      throw ImportError(
        .badSplit, "invalid bounds for the size of a class",
        expected: "a minimum of at least 0, a maximum of at least 1 and the minimum",
        got: "minimum \(minPerClass), maximum \(maxPerClass ?? 0)", cure: "correct the bounds")
    }
  }

  /// The positions of each class's images.
  private static func classes(
    of list: ImportList, named count: Int
  ) throws(ImportError) -> (classes: [[Int32]], hasLabels: Bool) {
    var classes = [[Int32]](repeating: [], count: max(1, count))
    var hasLabels = false
    for position in 0..<list.count {
      let label = list[position].label
      hasLabels = hasLabels || label != nil
      let number = Int(label ?? 0)
      guard (0..<1 << 24).contains(number) else {
        throw ImportError(
          .badSplit, "not a class number", place: list[position].title, expected: "0 to 16777215",
          got: "\(number)",
          cure: "number the classes from 0")
      }
      while classes.count <= number { classes.append([]) }
      classes[number].append(Int32(position))
    }
    return (classes, hasLabels)
  }
}
