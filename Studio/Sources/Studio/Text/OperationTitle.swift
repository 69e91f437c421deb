/// What people call an operation of a network, as a layer.
enum OperationTitle {
  private static let titles = [
    "matrix product": "linear", "window broadcast": "nearest upsampling", "addition of a shared value": "addition",
  ]

  /// `linear` for `matrix product`, and `linear, relu` for `matrix product, relu`; other words are their own.
  static func title(_ operation: String) -> String {
    operation.split(separator: ", ").map { titles[String($0)] ?? String($0) }.joined(separator: ", ")
  }
}
