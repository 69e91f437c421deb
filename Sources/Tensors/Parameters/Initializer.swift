#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a parameter starts.
public enum Initializer: Hashable, Sendable {
  /// Every element is this number.
  case constant(Float)
  /// Uniform in ±1/√`fanIn`: the default of Torch7 for weights and biases.
  case torchUniform(fanIn: Int)
  /// Normal, cut at two standard deviations, with σ = √(2.6 / `fanIn`).
  ///
  /// TensorFlow's `variance_scaling_initializer(factor=2, FAN_IN)`, whose 1.3 makes up for the cut. He, Zhang, Ren and
  /// Sun, "Delving deep into rectifiers", 2015.
  case heTruncatedNormal(fanIn: Int)

  /// Writes the starting values of the parameter whose draws come from `source`.
  func fill(_ values: UnsafeMutableBufferPointer<Float>, from source: Philox) {
    switch self {
    case .constant(let value):
      values.update(repeating: value)
    case .torchUniform(let fanIn):
      let bound = 1 / Double(fanIn).squareRoot()
      for i in values.indices {
        let unit = source.bits(element: UInt32(i))[0].unitInterval
        values[i] = Float((2 * unit - 1) * bound)
      }
    case .heTruncatedNormal(let fanIn):
      let deviation = (2.6 / Double(fanIn)).squareRoot()
      for i in values.indices {
        values[i] = Float(deviation * Self.truncatedNormal(source, element: UInt32(i)))
      }
    }
  }

  /// A standard normal draw, drawn again until it lies within ±2 (Box and Muller, two draws from each block).
  private static func truncatedNormal(_ source: Philox, element: UInt32) -> Double {
    for attempt in UInt32(0)... {
      let words = source.bits(sample: attempt, element: element)
      for (u, v) in [(words[0], words[1]), (words[2], words[3])] {
        let radius = (-2 * log(1 - u.unitInterval)).squareRoot()
        let value = radius * cos(2 * Double.pi * v.unitInterval)
        if abs(value) <= 2 { return value }
      }
    }
    return 0
  }
}

extension UInt32 {
  /// These 32 random bits as a number in [0, 1).
  fileprivate var unitInterval: Double { Double(self) * 0x1p-32 }
}
