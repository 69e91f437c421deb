import Autoencoders
import Foundation
import Settings
import Testing

/// Steps of a small dense model in PyTorch (float64), as `Tools/goldens/dense.py` writes them.
struct DenseTrajectory: Decodable, Sendable, CustomTestStringConvertible {
  struct Stage: Decodable, Sendable {
    /// The losses of each objective, step by step.
    let losses: [[Double]]
  }
  struct Parameter: Decodable, Sendable {
    let name: String
    let shape: [Int]
    let sumOfSquares: Double
    /// Elements `i * count / 8`.
    let samples: [Double]
  }
  let model: String
  let variant: String
  let fields: [String: SettingValue]
  /// `[c, h, w]`.
  let image: [Int]
  let batchSize: Int
  let seed: UInt64
  /// Of the images; 0 where they have none.
  let classes: Int
  let pixels: String
  let optimizer: String
  let learningRate: Double
  let stages: [Stage]
  /// In the order of the model's table.
  let parameters: [Parameter]

  var testDescription: String { "\(model), \(variant)" }

  private struct File: Decodable {
    let trajectories: [DenseTrajectory]
  }

  static let all = read("dense-trajectories")
  /// Of the convolutional and sequence models, as `Tools/goldens/convolutional.py` writes them.
  static let convolutional = read("convolutional-trajectories")

  private static func read(_ name: String) -> [DenseTrajectory] {
    guard let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Goldens"),
      let data = try? Data(contentsOf: url), let file = try? JSONDecoder().decode(File.self, from: data)
    else { fatalError("Goldens/\(name).json cannot be read") }
    return file.trajectories
  }
}
