/// Parts of the gradient that processes that share a batch combine.
struct GradientParts {
  /// The ranges where each process has a term of a sum.
  var terms: [Range<Int>] = []
  /// The ranges where each process has a slice.
  var slices: [GradientSlices] = []

  var isEmpty: Bool { terms.isEmpty && slices.isEmpty }
  /// The floats of all parts.
  var floats: Int { terms.reduce(0) { $0 + $1.count } + slices.reduce(0) { $0 + $1.whole.count } }

  mutating func append(_ other: GradientParts) {
    terms += other.terms
    slices += other.slices
  }

  /// The same parts in order, neighbouring terms joined.
  var joined: GradientParts {
    GradientParts(
      terms: terms.joinedNeighbours(), slices: slices.sorted { $0.whole.lowerBound < $1.whole.lowerBound })
  }

  /// Those of the joined parts that are chosen, and the others.
  func divided(
    terms choosesTerms: (Range<Int>) -> Bool, slices choosesSlices: (GradientSlices) -> Bool
  ) -> (chosen: GradientParts, others: GradientParts) {
    let parts = joined
    return (
      GradientParts(terms: parts.terms.filter(choosesTerms), slices: parts.slices.filter(choosesSlices)),
      GradientParts(
        terms: parts.terms.filter { !choosesTerms($0) }, slices: parts.slices.filter { !choosesSlices($0) })
    )
  }
}

extension [Range<Int>] {
  /// The ranges in order, neighbours joined.
  fileprivate func joinedNeighbours() -> [Range<Int>] {
    var joined: [Range<Int>] = []
    for range in sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, last.upperBound == range.lowerBound {
        joined[joined.count - 1] = last.lowerBound..<range.upperBound
      } else {
        joined.append(range)
      }
    }
    return joined
  }
}
