import Foundation
import ImageShapes

/// Normalisation, masks and codebooks as PyTorch computed them; Tools/goldens/batch.py documents the layout.
struct BatchGoldens: Decodable {
  struct Normalization: Decodable {
    /// n, then the dimensions of a sample.
    let shape: [Int]
    let epsilon: Double
    let x, scale, shift, mean, variance, y, dy, dx, dscale, dshift: [Double]
    let unbiased: [Double]?
  }
  struct Statistics: Decodable {
    let shape: [Int]
    let x, u, v, ofMean, ofVariance, ofUnbiased: [Double]
  }
  struct Masks: Decodable {
    let shape: [Int]
    let k: Int
    let fraction: Double
    let x, top, lifetime: [Double]
    let spatial: [Double]?
  }
  struct Codes: Decodable {
    let shape: [Int]
    let codes: Int
    let threshold: Double
    let x, codebook, indices, y, dy, dcodebook, counts, sums, averages, choices, revived: [Double]
  }
  let normalizationOfBatch, normalizationGiven: [Normalization]
  let statistics: [Statistics]
  let masks: [Masks]
  let codes: [Codes]

  static let all: BatchGoldens = {
    do {
      guard let file = Bundle.module.url(forResource: "Goldens/batch", withExtension: "json") else {
        fatalError("Goldens/batch.json is not among the resources")
      }
      return try JSONDecoder().decode(BatchGoldens.self, from: Data(contentsOf: file))
    } catch {
      fatalError("Goldens/batch.json cannot be read: \(error)")
    }
  }()
}
