/// A symmetric sparse matrix over samples, row by row: the weights between neighbours.
struct SymmetricGraph: Sendable {
  /// The first entry of each row, and the number of entries, `[n + 1]`.
  let starts: [Int]
  /// The columns of the entries, ascending within a row.
  let columns: [Int32]
  let values: [Double]

  var count: Int { starts.count - 1 }

  /// The graph whose weight between i and j is made of that of j among i's neighbours and of i among j's, each 0 where
  /// there is none.
  ///
  /// - Parameters:
  ///   - neighbours: The neighbours of each sample, `[n, k]`.
  ///   - weights: Their weights, `[n, k]`.
  init(neighbours: [Int32], weights: [Double], k: Int, combine: (Double, Double) -> Double) {
    let count = neighbours.count / k
    // The samples that have i among their neighbours, ascending.
    var firsts = [Int](repeating: 0, count: count + 1)
    for neighbour in neighbours { firsts[Int(neighbour) + 1] += 1 }
    for i in 0..<count { firsts[i + 1] += firsts[i] }
    var places = firsts
    var incoming = [(sample: Int32, weight: Double)](repeating: (0, 0), count: neighbours.count)
    for (at, neighbour) in neighbours.enumerated() {
      incoming[places[Int(neighbour)]] = (Int32(at / k), weights[at])
      places[Int(neighbour)] += 1
    }
    var (starts, columns, values): ([Int], [Int32], [Double]) = ([0], [], [])
    columns.reserveCapacity(2 * neighbours.count)
    values.reserveCapacity(2 * neighbours.count)
    for i in 0..<count {
      let own = (i * k..<(i + 1) * k).sorted { neighbours[$0] < neighbours[$1] }
      var (a, b) = (0, firsts[i])
      while a < k || b < firsts[i + 1] {
        let left = a < k ? neighbours[own[a]] : .max
        let right = b < firsts[i + 1] ? incoming[b].sample : .max
        let value = combine(left <= right ? weights[own[a]] : 0, right <= left ? incoming[b].weight : 0)
        columns.append(min(left, right))
        values.append(value)
        if left <= right { a += 1 }
        if right <= left { b += 1 }
      }
      starts.append(columns.count)
    }
    (self.starts, self.columns, self.values) = (starts, columns, values)
  }
}
