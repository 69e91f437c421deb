import Foundation

/// What PyTorch gives for layers of several operations; Tools/goldens/layers.py documents the layout.
struct LayerGoldens: Decodable {
  struct BatchNorm: Decodable {
    struct Step: Decodable {
      let x, y, dy, dx, dscale, dshift, runningMean, runningVariance: [Double]
    }
    let n: Int
    let dimensions: [Int]
    let momentum: Double
    let scale, shift: [Double]
    let steps: [Step]
    let x, y: [Double]
  }
  struct LSTM: Decodable {
    let n, inputs, units, steps: Int
    let isStateGiven: Bool
    let x, h, c, inputWeight, hiddenWeight, bias, hiddenBias: [Double]
    let y, dy, lastH, lastC, dx, dinputWeight, dhiddenWeight, dbias, dhiddenBias: [Double]
  }
  let batchNorm: [BatchNorm]
  let lstm: [LSTM]

  static let all: LayerGoldens = {
    do {
      guard let file = Bundle.module.url(forResource: "Goldens/layers", withExtension: "json") else {
        fatalError("Goldens/layers.json is not among the resources")
      }
      return try JSONDecoder().decode(LayerGoldens.self, from: Data(contentsOf: file))
    } catch {
      fatalError("Goldens/layers.json cannot be read: \(error)")
    }
  }()
}

extension [Double] {
  /// These numbers as the engine has them.
  var floats: [Float] { map { Float($0) } }
}
