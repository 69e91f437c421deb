/// Neighbours and densities by scikit-learn and SciPy.
struct DensityGoldens: Decodable {
  struct Neighbours: Decodable {
    let samples, queries: [Float]
    let labels, indices: [Int32]
    let distances: [Double]
    let predicted: [Int32]
  }
  struct Normal: Decodable {
    let samples, others: [Float]
    let mean, covariance, mahalanobis, logDensities: [Double]
    let frechet: Double
  }
  struct Mixture: Decodable {
    let steps: Int
    let weights, means, covariances: [Double]
    let logLikelihood: Double
  }
  let neighbours: Neighbours
  let gaussian: Normal
  let samples: [Float]
  let start, centres: [Double]
  let clusters: [Int32]
  let inertia: Double
  let full, diagonal: Mixture
}
