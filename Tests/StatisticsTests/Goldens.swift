import Foundation

/// The document that Tools/statistics-goldens.py writes under this name.
func golden<Document: Decodable>(_ name: String) throws -> Document {
  guard let file = Bundle.module.url(forResource: "Goldens/\(name)", withExtension: "json") else {
    fatalError("Goldens/\(name).json is not among the resources")
  }
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(Document.self, from: Data(contentsOf: file))
}

/// u(stream, index) of Tools/goldens/numbers_and_json.py, in [0, 1).
func goldenUniform(stream: Int, _ index: Int) -> Double {
  var h = UInt32(truncatingIfNeeded: index &* 2_654_435_761 &+ stream &* 40503 &* 65537 &+ 12345)
  h ^= h >> 16
  h = h &* 2_246_822_519
  h ^= h >> 13
  h = h &* 3_266_489_917
  h ^= h >> 16
  return Double(h) * 0x1p-32
}

/// The largest difference of two arrays relative to the larger of 1 and the expected value; infinite for other lengths.
func distance(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  return zip(found, expected).reduce(0) { worst, pair in
    pair.0 == pair.1 ? worst : max(worst, abs(pair.0 - pair.1) / max(1, abs(pair.1)))
  }
}

func distance(_ found: [Float], _ expected: [Double]) -> Double { distance(found.map(Double.init), expected) }
