import Diagnostics
package import Randomness

/// The distribution of a parameter's initial values.
public enum Initializer: Hashable, Sendable {
  /// The same value for every element.
  case constant(Float)
  /// Uniform from `lower` to `upper`.
  case uniform(_ lower: Float, _ upper: Float)
  /// Normal with mean 0 and this standard deviation.
  case normal(deviation: Float)
  /// Uniform in ±1/√`fanIn`: the default of Torch7 for weights and biases.
  case torchUniform(fanIn: Int)
  /// Normal, truncated at two standard deviations, with σ = √(2.6 / `fanIn`).
  ///
  /// TensorFlow's `variance_scaling_initializer(factor=2, FAN_IN)`, whose factor 1.3 compensates for the truncation.
  /// He, Zhang, Ren and Sun, "Delving deep into rectifiers", 2015.
  case heTruncatedNormal(fanIn: Int)
  /// Normal with σ = √(2 / `fanIn`). He, Zhang, Ren and Sun, 2015.
  case heNormal(fanIn: Int)
  /// Uniform in ±√(6 / (`fanIn` + `fanOut`)). Glorot and Bengio, "Understanding the difficulty of training deep
  /// feedforward neural networks", 2010.
  case glorotUniform(fanIn: Int, fanOut: Int)
  /// Normal with σ = √(2 / (`fanIn` + `fanOut`)). Glorot and Bengio, 2010.
  case glorotNormal(fanIn: Int, fanOut: Int)
  /// `gain` times a random matrix with orthonormal rows, or columns where there are more `rows` than `columns`. Saxe,
  /// McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning", 2014.
  case orthogonal(rows: Int, columns: Int, gain: Float)

  /// Writes the initial values of a parameter, drawn from `source`.
  package func fill(_ values: UnsafeMutableBufferPointer<Float>, from source: Philox) {
    switch self {
    case .constant(let value):
      values.update(repeating: value)
    case .uniform(let lower, let upper):
      fillUniformly(values, from: Double(lower), to: Double(upper), source)
    case .torchUniform(let fanIn):
      let bound = 1 / Double(fanIn).squareRoot()
      fillUniformly(values, from: -bound, to: bound, source)
    case .glorotUniform(let fanIn, let fanOut):
      let bound = (6 / Double(fanIn + fanOut)).squareRoot()
      fillUniformly(values, from: -bound, to: bound, source)
    case .normal(let deviation):
      fillNormally(values, deviation: Double(deviation), source)
    case .heNormal(let fanIn):
      fillNormally(values, deviation: (2 / Double(fanIn)).squareRoot(), source)
    case .glorotNormal(let fanIn, let fanOut):
      fillNormally(values, deviation: (2 / Double(fanIn + fanOut)).squareRoot(), source)
    case .heTruncatedNormal(let fanIn):
      let deviation = (2.6 / Double(fanIn)).squareRoot()
      for i in values.indices { values[i] = Float(deviation * source.truncatedNormal(element: UInt32(i))) }
    case .orthogonal(let rows, let columns, let gain):
      require(
        rows * columns == values.count, "an orthogonal \(rows)x\(columns) matrix does not fit \(values.count) elements")
      let matrix = orthonormalMatrix(rows: rows, columns: columns, from: source)
      for i in values.indices { values[i] = Float(Double(gain) * matrix[i]) }
    }
  }

  private func fillUniformly(
    _ values: UnsafeMutableBufferPointer<Float>, from lower: Double, to upper: Double, _ source: Philox
  ) {
    for i in values.indices {
      values[i] = Float(lower + (upper - lower) * source.bits(element: UInt32(i))[0].unitInterval)
    }
  }

  private func fillNormally(_ values: UnsafeMutableBufferPointer<Float>, deviation: Double, _ source: Philox) {
    for i in values.indices { values[i] = Float(deviation * source.normal(element: UInt32(i))) }
  }
}
