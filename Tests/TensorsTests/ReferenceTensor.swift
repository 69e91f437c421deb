import Foundation
import Tensors

/// Numbers in Double with the plainest loops that say what the engine must compute.
struct ReferenceTensor {
  /// The samples, or nil for a value that all samples share.
  var samples: Int?
  var dimensions: [Int]
  var values: [Double]

  init(samples: Int?, _ dimensions: [Int], _ values: [Double]) {
    self.samples = samples
    self.dimensions = dimensions
    self.values = values
  }

  init(_ numbers: Numbers, samples: Int?) {
    self.init(samples: samples, numbers.dimensions, numbers.values.map(Double.init))
  }

  /// Elements of one sample.
  var count: Int { dimensions.reduce(1, *) }

  func mapped(_ function: (Double) -> Double) -> ReferenceTensor {
    ReferenceTensor(samples: samples, dimensions, values.map(function))
  }

  func zipped(_ other: ReferenceTensor, _ function: (Double, Double) -> Double) -> ReferenceTensor {
    precondition(dimensions == other.dimensions && samples == other.samples)
    return ReferenceTensor(samples: samples, dimensions, zip(values, other.values).map(function))
  }
}

extension ReferenceTensor: Algebra {
  static func + (a: Self, b: Self) -> Self { a.zipped(b, +) }
  static func - (a: Self, b: Self) -> Self { a.zipped(b, -) }
  static func * (a: Self, b: Self) -> Self { a.zipped(b, *) }
  static func * (factor: Float, a: Self) -> Self { a.mapped { Double(factor) * $0 } }

  func activated(by kind: ActivationKind) -> Self {
    switch kind {
    case .relu: mapped { max($0, 0) }
    case .tanh: mapped { Foundation.tanh($0) }
    case .sigmoid: mapped { 1 / (1 + exp(-$0)) }
    case .leakyRelu: mapped { $0 > 0 ? $0 : 0.01 * $0 }
    case .elu: mapped { $0 > 0 ? $0 : expm1($0) }
    case .selu: mapped { 1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * expm1($0)) }
    case .softplus: mapped { max($0, 0) + log1p(exp(-abs($0))) }
    }
  }

  func reshaped(to dimensions: [Int]) -> Self { ReferenceTensor(samples: samples, dimensions, values) }

  func summedPerSample() -> Self {
    let sums = (0..<(samples ?? 1)).map { values[$0 * count..<($0 + 1) * count].reduce(0, +) }
    return ReferenceTensor(samples: samples, [], sums)
  }

  func batchMean() -> Self {
    ReferenceTensor(samples: nil, [], [values.reduce(0, +) / Double(samples ?? 1)])
  }

  func sumOfSquares() -> Self {
    ReferenceTensor(samples: nil, [], [values.reduce(0) { $0 + $1 * $1 }])
  }

  func squaredError(to target: Self) -> Self { zipped(target) { ($0 - $1) * ($0 - $1) }.summedPerSample() }

  func binaryCrossEntropy(to target: Self) -> Self {
    zipped(target) { z, t in
      // log(1 + exp(z)) - t z, in the form that does not overflow.
      max(z, 0) + log1p(exp(-abs(z))) - t * z
    }
    .summedPerSample()
  }
}
