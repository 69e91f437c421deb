/// The one scan of a baseline JPEG, decoded to a plane of samples for each component.
final class JPEGScan {
  let geometry: [JPEGPlaneGeometry]
  /// The samples of each component.
  let planes: [UnsafeMutablePointer<UInt8>]

  let jpeg: BaselineJPEG
  let components: UnsafeMutablePointer<JPEGComponentDecoding>
  private let differences: [JPEGDifferenceTable?]
  private let coefficients: [JPEGCoefficientTable?]
  var range = JPEGTransformRange()

  /// A scan to be decoded at `eighths` of its size; nil where there is no transform for that.
  init?(_ jpeg: BaselineJPEG, eighths: Int) {
    guard let geometry = jpeg.planes(eighths: eighths) else { return nil }
    (self.jpeg, self.geometry) = (jpeg, geometry)
    differences = (0..<4).map { number in
      let isUsed = jpeg.components.contains { $0.differences == number }
      return isUsed ? jpeg.differences[number].map(JPEGDifferenceTable.init) : nil
    }
    coefficients = (0..<4).map { number in
      let quantisers = jpeg.components.filter { $0.coefficients == number }.flatMap(\.quantisers)
      guard let greatest = quantisers.max(), let code = jpeg.coefficients[number] else { return nil }
      // Dequantised, a coefficient has 16 bits with its sign.
      let size = (0..<16).last { ((1 << $0) - 1) * Int(greatest) <= Int(Int16.max) } ?? 0
      return JPEGCoefficientTable(code, greatestSize: size)
    }
    planes = geometry.map { .allocate(capacity: $0.count) }
    components = .allocate(capacity: jpeg.components.count)
    for (number, component) in jpeg.components.enumerated() {
      guard let differences = differences[component.differences],
        let coefficients = coefficients[component.coefficients]
      else { fatalError("component \(number) has no code") }
      let transform = geometry[number].transform
      let slots = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
      slots.initialize(from: transform.slotsByPosition, count: 256)
      let quantisers = UnsafeMutablePointer<Int16>.allocate(capacity: JPEGInverseTransform.slots)
      quantisers.initialize(repeating: 0, count: JPEGInverseTransform.slots)
      for (position, quantiser) in component.quantisers.enumerated() {
        quantisers[Int(slots[position + 1])] = Int16(quantiser)
      }
      (components + number).initialize(
        to: JPEGComponentDecoding(
          transform: transform, differences: .passUnretained(differences), differenceEntries: differences.entries,
          coefficients: .passUnretained(coefficients), coefficientEntries: coefficients.entries, slots: slots,
          quantisers: quantisers, meanQuantiser: Int(component.quantisers[0])))
    }
  }

  deinit {
    for number in jpeg.components.indices {
      planes[number].deallocate()
      components[number].slots.deallocate()
      components[number].quantisers.deallocate()
    }
    components.deallocate()
  }
}
