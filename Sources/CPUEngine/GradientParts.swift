/// Parts of the gradient that processes that share a batch combine.
struct GradientParts {
  /// The parts where each process has a term of a sum.
  var terms: [GradientTerms] = []
  /// The ranges where each process has a slice.
  var slices: [GradientSlices] = []

  var isEmpty: Bool { terms.isEmpty && slices.isEmpty }
  /// The floats of all parts.
  var floats: Int { terms.reduce(0) { $0 + $1.range.count } + slices.reduce(0) { $0 + $1.whole.count } }

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
    terms choosesTerms: (GradientTerms) -> Bool, slices choosesSlices: (GradientSlices) -> Bool
  ) -> (chosen: GradientParts, others: GradientParts) {
    let parts = joined
    return (
      GradientParts(terms: parts.terms.filter(choosesTerms), slices: parts.slices.filter(choosesSlices)),
      GradientParts(
        terms: parts.terms.filter { !choosesTerms($0) }, slices: parts.slices.filter { !choosesSlices($0) })
    )
  }
}

/// A range of the gradient, with the place of its terms among all terms.
struct GradientTerms {
  let range: Range<Int>
  let place: Int

  /// The places of the terms.
  var places: Range<Int> { place..<place + range.count }
}

extension [GradientTerms] {
  /// The ranges in order; neighbours whose terms are neighbours too are joined.
  fileprivate func joinedNeighbours() -> [GradientTerms] {
    var joined: [GradientTerms] = []
    for next in sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      if let last = joined.last, last.range.upperBound == next.range.lowerBound, last.places.upperBound == next.place {
        joined[joined.count - 1] = GradientTerms(
          range: last.range.lowerBound..<next.range.upperBound, place: last.place)
      } else {
        joined.append(next)
      }
    }
    return joined
  }
}
