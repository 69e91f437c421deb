import Hourglass

/// Prints the pair of pictures whose codes are nearest to each other.
func printNearest(of pictures: [Picture], run: String) throws {
  let codes = try TrainedAutoencoder(run: run).encode(pictures)
  func distance(_ a: Int, _ b: Int) -> Float {
    zip(codes[a], codes[b]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
  let pairs = codes.indices.flatMap { a in (0..<a).map { b in (a, b) } }
  guard let (a, b) = pairs.min(by: { distance($0.0, $0.1) < distance($1.0, $1.1) }) else { return }
  print("pictures \(b) and \(a) are nearest: \(distance(a, b))")
}
