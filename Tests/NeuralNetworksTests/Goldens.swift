import Foundation
import NeuralNetworks
import Settings

/// What PyTorch and the formulas give; Tools/make-goldens.py documents the layout.
enum Goldens {
  struct Optimizers: Decodable {
    struct Case: Decodable {
      let name: String
      let arguments: [String: SettingValue]
      let weights: [[Double]]
    }
    let rates, initialWeights: [Double]
    let gradients: [[Double]]
    let cases: [Case]
  }

  struct Schedules: Decodable {
    struct Case: Decodable {
      let name: String
      let arguments: [String: SettingValue]
      let rates: [Double]
    }
    struct Plateau: Decodable {
      let arguments: [String: SettingValue]
      let losses, rates: [Double]
    }
    let base: Double
    let totalSteps, stepsPerEpoch: Int
    let schedules: [Case]
    let plateau: [Plateau]
  }

  static let optimizers: Optimizers = read("optimizers")
  static let schedules: Schedules = read("schedules")

  private static func read<Document: Decodable>(_ name: String) -> Document {
    do {
      guard let file = Bundle.module.url(forResource: "Goldens/\(name)", withExtension: "json") else {
        fatalError("Goldens/\(name).json is not among the resources")
      }
      return try JSONDecoder().decode(Document.self, from: Data(contentsOf: file))
    } catch {
      fatalError("Goldens/\(name).json cannot be read: \(error)")
    }
  }
}
