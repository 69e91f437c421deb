import Foundation
import ImageShapes

/// Values and gradients of spatial operations that PyTorch computed; Tools/goldens/spatial.py documents the layout.
struct SpatialGoldens: Decodable {
  struct TransposedConvolution: Decodable {
    let n, inputChannels, outputChannels, height, width, kernelHeight, kernelWidth, stride, padding: Int
    let outputPadding: Int
    let x, w, b, y, dy, dx, dw, db: [Double]
  }
  struct MaxPooling: Decodable {
    let n, channels, height, width, window, stride, padding: Int
    let x, y, switches, dy, dx, z, unpooled, du, dz: [Double]
  }
  struct AveragePooling: Decodable, PlanewiseGolden {
    let n, channels, height, width, window, stride, padding: Int
    let shape: [Int]
    let x, y, dy, dx: [Double]
  }
  struct Upsampling: Decodable, PlanewiseGolden {
    let kind: String
    let n, channels, height, width, factor: Int
    let shape: [Int]
    let x, y, dy, dx: [Double]
  }
  struct Filter: Decodable, PlanewiseGolden {
    let n, channels, height, width, padding: Int
    let shape: [Int]
    let taps, x, y, dy, dx: [Double]
  }
  struct Warp: Decodable, PlanewiseGolden {
    let n, channels, height, width: Int
    let shape: [Int]
    let maps, x, y, dy, dx: [Double]
  }
  struct Crop: Decodable, PlanewiseGolden {
    let n, channels, height, width, top, bottom, left, right: Int
    let shape: [Int]
    let x, y, dy, dx: [Double]
  }
  struct FixedUnpooling: Decodable, PlanewiseGolden {
    let n, channels, height, width, window, stride, resultHeight, resultWidth: Int
    let shape: [Int]
    let x, y, dy, dx: [Double]
  }
  let transposedConvolution: [TransposedConvolution]
  let maxPooling: [MaxPooling]
  let averagePooling: [AveragePooling]
  let upsampling: [Upsampling]
  let filter: [Filter]
  let warp: [Warp]
  let crop: [Crop]
  let fixedUnpooling: [FixedUnpooling]

  static let all: SpatialGoldens = {
    do {
      guard let file = Bundle.module.url(forResource: "Goldens/spatial", withExtension: "json") else {
        fatalError("Goldens/spatial.json is not among the resources")
      }
      return try JSONDecoder().decode(SpatialGoldens.self, from: Data(contentsOf: file))
    } catch {
      fatalError("Goldens/spatial.json cannot be read: \(error)")
    }
  }()
}

/// An operation on images `[n, channels, height, width]` whose result is `[n] + shape`.
protocol PlanewiseGolden {
  var n: Int { get }
  var channels: Int { get }
  var height: Int { get }
  var width: Int { get }
  var shape: [Int] { get }
  var x: [Double] { get }
  var y: [Double] { get }
  var dy: [Double] { get }
  var dx: [Double] { get }
}
