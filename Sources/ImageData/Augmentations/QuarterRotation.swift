/// Random turns by quarters, all allowed ones equally likely; DIGITS, "Quadrilateral Rotation".
public enum QuarterRotation: String, Codable, Hashable, Sendable, CaseIterable {
  /// 0, 90 or 270 degrees; for square images.
  case rot90
  /// 0 or 180 degrees.
  case rot180
  /// 0, 90, 180 or 270 degrees; for square images.
  case all

  var needsSquares: Bool { self != .rot180 }

  /// The quarters that may be drawn, clockwise.
  private var quarters: [Int] {
    switch self {
    case .rot90: [0, 1, 3]
    case .rot180: [0, 2]
    case .all: [0, 1, 2, 3]
    }
  }

  /// The number of quarters an image is turned, clockwise: 0 to 3.
  package func drawn(_ draws: AugmentationDraws) -> Int {
    let quarters = quarters
    return quarters[draws.words(.quarterRotation)[0].scaled(below: quarters.count)]
  }
}
