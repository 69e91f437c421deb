extension Double {
  /// The number with the bits of IEEE 754's binary16; `Float16` is missing on some processors.
  package init(half bits: UInt16) {
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF) / 1024
    let magnitude =
      switch exponent {
      case 0: fraction * 0x1p-14
      case 0x1F: fraction == 0 ? Double.infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
      }
    self = bits & 0x8000 == 0 ? magnitude : -magnitude
  }
}
