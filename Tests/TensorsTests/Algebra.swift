import Tensors

/// What models of the tests are written in: the engine's tensors and the reference's compute the same things.
protocol Algebra {
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
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func * (factor: Float, a: Self) -> Self
}

extension Tensor: Algebra {}
