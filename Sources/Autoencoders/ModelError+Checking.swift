import Diagnostics

extension ModelError {
  /// Refuses a list with a layer's size that is out of range, and an empty one where `isNeeded`.
  static func check(sizes: LayerSizes, of field: String, isNeeded: Bool = false) throws(ModelError) {
    guard !isNeeded || !sizes.sizes.isEmpty else {
      throw ModelError(
        .badValue, Report("a layer's size is needed", place: field, expected: "sizes such as 128,64", got: "none"))
    }
    for size in sizes.sizes { try check(size: size, of: field) }
  }

  /// Refuses a number that lies outside `range`.
  static func check(_ number: Double, of field: String, in range: ClosedRange<Double>) throws(ModelError) {
    guard range.contains(number) else {
      throw ModelError(
        .badValue,
        Report(
          "a field is out of range", place: field, expected: "\(range.lowerBound) to \(range.upperBound)",
          got: "\(number)"))
    }
  }

  /// Refuses a whole number that lies outside `range`.
  static func check(_ number: Int, of field: String, in range: ClosedRange<Int>) throws(ModelError) {
    guard range.contains(number) else {
      throw ModelError(
        .badValue,
        Report(
          "a field is out of range", place: field,
          expected: "a whole number from \(range.lowerBound) to \(range.upperBound)", got: "\(number)"))
    }
  }

  /// Refuses a factor of a penalty that is below zero or not finite.
  static func check(weight: Double, of field: String) throws(ModelError) {
    try check(weight, of: field, in: 0...Double(Float.greatestFiniteMagnitude))
  }
}
