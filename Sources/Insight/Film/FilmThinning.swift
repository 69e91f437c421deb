/// The rule by which a film stays bounded: which steps are kept.
///
/// Validations are numbered from 0 by the interval between them. Every validation is kept until there would be more than
/// ``limit``, then every second one, then every fourth, and so on, from the first; the newest always stays. Which steps are
/// kept depends on the newest alone, so a resumed run keeps the same ones as a run in a single go.
package struct FilmThinning {
  /// The maximum number of steps kept.
  package static let limit = 400

  /// Steps from one validation to the next, at least 1.
  private let interval: Int

  package init(interval: Int) { self.interval = interval }

  /// Those of `steps`, which ascend, that are kept.
  package func kept(of steps: [Int]) -> [Int] {
    guard let newest = steps.last else { return [] }
    var every = 1
    while number(of: newest) / every + 2 > Self.limit { every *= 2 }
    var kept: [Int] = []
    for step in steps where number(of: step).isMultiple(of: every) {
      // The ends of stages may fall between two validations.
      if kept.last.map({ number(of: $0) != number(of: step) }) ?? true { kept.append(step) }
    }
    if kept.last != newest { kept.append(newest) }
    return kept
  }

  /// The number of the validation after `step`, from 0.
  func number(of step: Int) -> Int { max(step - 1, 0) / interval }
}
