/// The one of `names` closest to `word`, or nil if none is close.
///
/// Close means that at most a third of the longer word's letters (at least one) are inserted, deleted, replaced or
/// swapped with their neighbour, ignoring case. A name that starts with `word` is close too. Of names that are equally
/// close, the one nearest in length.
package func nearestName(to word: String, among names: some Sequence<String>) -> String? {
  let wanted = Array(word.lowercased())
  var best: (name: String, distance: Int, lengths: Int)?
  for name in names {
    let candidate = Array(name.lowercased())
    var distance = editDistance(wanted, candidate)
    if wanted.count >= 2, candidate.starts(with: wanted) { distance = min(distance, 1) }
    guard !wanted.isEmpty, distance <= max(1, max(wanted.count, candidate.count) / 3) else { continue }
    let lengths = abs(wanted.count - candidate.count)
    if best.map({ (distance, lengths) < ($0.distance, $0.lengths) }) ?? true { best = (name, distance, lengths) }
  }
  return best?.name
}

/// The most names that a message lists in full.
private let maxListedNames = 12

/// The advice for an unknown name: `did you mean X?` if one is close, and the known names unless they are many.
public func knownNames(_ names: [String], insteadOf word: String) -> String {
  let nearest = nearestName(to: word, among: names)
  if names.count > maxListedNames, let nearest { return "did you mean \(nearest)?" }
  let listed = names.prefix(maxListedNames).joined(separator: ", ")
  let rest = names.count - maxListedNames
  let list = "known: \(listed)\(rest > 0 ? " and \(rest) more" : "")"
  return nearest.map { "did you mean \($0)? (\(list))" } ?? list
}

/// The minimum number of insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (Damerau,
/// restricted).
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var distance = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { distance = min(distance, beforeLast[j - 1] + 1) }
      row.append(distance)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
