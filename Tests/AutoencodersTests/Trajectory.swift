import Foundation
import ImageShapes
import Testing

/// Twenty training steps of a model in PyTorch (float64), as `Tools/make-goldens.py` writes them.
struct Trajectory: Decodable, Sendable, CustomTestStringConvertible {
  struct Configuration: Decodable, Sendable {
    let variant: String
    let decoderActivation: String
    let pixels: String
    let loss: String
    let l2Penalty: Double
  }
  struct Parameter: Decodable, Sendable {
    let name: String
    let shape: [Int]
    let sum: Double
    let sumOfSquares: Double
    /// Elements `i * count / 32`.
    let samples: [Double]
  }
  let model: String
  let configuration: Configuration
  /// `[c, h, w]`.
  let image: [Int]
  let batchSize: Int
  let learningRate: Double
  let losses: [Double]
  let parameters: [Parameter]

  var testDescription: String { "\(model), \(configuration.variant)" }

  private struct File: Decodable {
    let trajectories: [Trajectory]
  }

  static let all: [Trajectory] = {
    guard let url = Bundle.module.url(forResource: "trajectories", withExtension: "json", subdirectory: "Goldens"),
      let data = try? Data(contentsOf: url), let file = try? JSONDecoder().decode(File.self, from: data)
    else { fatalError("Goldens/trajectories.json cannot be read") }
    return file.trajectories
  }()
}

/// The draws that the weights and batches of the trajectories are made of: in [0, 1), the same in both languages.
func goldenUniform(stream: Int, _ index: Int) -> Double {
  var h = UInt32(truncatingIfNeeded: index &* 2_654_435_761 &+ stream &* 40503 &* 65537 &+ 12345)
  h ^= h >> 16
  h = h &* 2_246_822_519
  h ^= h >> 13
  h = h &* 3_266_489_917
  h ^= h >> 16
  return Double(h) * 0x1p-32
}
