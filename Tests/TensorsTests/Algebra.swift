import Tensors

/// What models of the tests are written in: the engine's tensors and the reference's compute the same things.
protocol Algebra: ElementwiseAlgebra {
  func convolved(with filters: Self, stride: Int, padding: Int) -> Self
  func multiplied(byTransposed weights: Self) -> Self
  func adding(bias: Self) -> Self
  func activated(by kind: ActivationKind) -> Self
  func padded(by margins: Margins) -> Self
  func reshaped(to dimensions: [Int]) -> Self
  func summedPerSample() -> Self
  func batchMean() -> Self
  func sumOfSquares() -> Self
  func squaredError(to target: Self) -> Self
  func binaryCrossEntropy(to target: Self) -> Self
  func transposeConvolved(with filters: Self, stride: Int, padding: Int, outputPadding: Int) -> Self
  func maxSwitches(window: Int, stride: Int, padding: Int) -> Self
  func gathered(at switches: Self, window: Int, stride: Int, padding: Int) -> Self
  func scattered(to switches: Self, window: Int, stride: Int, padding: Int, height: Int, width: Int) -> Self
  func averagePooled(window: Int, stride: Int, padding: Int) -> Self
  func upsampledNearest(by factor: Int) -> Self
  func upsampledBilinear(by factor: Int) -> Self
  func unpooledAtFixedPositions(window: Int, stride: Int, height: Int, width: Int) -> Self
  func filtered(by taps: [Float], padding: Int) -> Self
  func warped(by transforms: Self) -> Self
  func cropped(by margins: Margins) -> Self
  func batchNormalizedValues(scale: Self, shift: Self) -> Self
  func topMask(_ k: Int) -> Self
  func lifetimeMask(fraction: Float) -> Self
  func spatialMask() -> Self
  func nearestCodes(in codebook: Self) -> Self
  func codes(at indices: Self) -> Self
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func * (factor: Float, a: Self) -> Self
}

extension Tensor: Algebra {}
