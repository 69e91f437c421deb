import Foundation

/// Values and gradients that PyTorch computed; Tools/make-goldens.py documents the layout.
struct Goldens: Decodable {
  struct Convolution: Decodable {
    let n, inputChannels, outputChannels, height, width, kernelHeight, kernelWidth, stride, padding: Int
    let x, w, b, y, dy, dx, dw, db: [Double]
  }
  struct Linear: Decodable {
    let n, inputs, outputs: Int
    let x, w, b, y, dy, dx, dw, db: [Double]
  }
  struct Activation: Decodable {
    let kind: String
    let x, y, dy, dx: [Double]
  }
  struct Loss: Decodable {
    let kind: String
    let n, elements: Int
    let prediction, target, loss, gradient: [Double]
  }
  struct Pad: Decodable {
    let n, channels, height, width, top, bottom, left, right: Int
    let x, y, dy, dx: [Double]
  }
  let convolution: [Convolution]
  let linear: [Linear]
  let activation: [Activation]
  let losses: [Loss]
  let pad: [Pad]

  static let operations: Goldens = {
    do {
      guard let file = Bundle.module.url(forResource: "Goldens/operations", withExtension: "json") else {
        fatalError("Goldens/operations.json is not among the resources")
      }
      return try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: file))
    } catch {
      fatalError("Goldens/operations.json cannot be read: \(error)")
    }
  }()
}

extension [Double] {
  /// These numbers as the engine has them.
  var floats: [Float] { map { Float($0) } }
}
