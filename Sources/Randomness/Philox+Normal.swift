#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Philox {
  /// A standard normal draw (Box-Muller).
  package func normal(element: UInt32) -> Double {
    let words = bits(element: element)
    return Self.normal(words[0], words[1])
  }

  /// A standard normal draw, repeated until it lies within ±2 (two draws per block).
  package func truncatedNormal(element: UInt32) -> Double {
    for attempt in UInt32(0)... {
      let words = bits(sample: attempt, element: element)
      for (u, v) in [(words[0], words[1]), (words[2], words[3])] {
        let value = Self.normal(u, v)
        if abs(value) <= 2 { return value }
      }
    }
    return 0
  }

  /// The standard normal number from two words of random bits (Box-Muller).
  package static func normal(_ u: UInt32, _ v: UInt32) -> Double {
    (-2 * log(1 - u.unitInterval)).squareRoot() * cos(2 * Double.pi * v.unitInterval)
  }
}

extension UInt32 {
  /// These 32 random bits as a number in [0, 1).
  package var unitInterval: Double { Double(self) * 0x1p-32 }
}
