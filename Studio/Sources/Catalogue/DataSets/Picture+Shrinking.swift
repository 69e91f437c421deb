public import Hourglass

extension Picture {
  /// The picture with its proportions, shrunk where a side is longer than `side`; nil for its own size.
  public func shrunk(to side: Int?) -> Picture {
    guard let side, side > 0, max(width, height) > side else { return self }
    let factor = Double(side) / Double(max(width, height))
    return resized(
      width: max(1, Int((Double(width) * factor).rounded())), height: max(1, Int((Double(height) * factor).rounded())))
  }
}
