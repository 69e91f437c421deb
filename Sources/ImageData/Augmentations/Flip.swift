/// Mirroring, each direction at even odds; DIGITS, "Flipping".
public enum Flip: String, Codable, Hashable, Sendable, CaseIterable {
  /// Left to right.
  case leftRight = "lr"
  /// Upside down.
  case upDown = "ud"
  /// Each of the two at odds of its own.
  case both

  /// Whether an image is mirrored left to right, and upside down.
  package func drawn(_ draws: AugmentationDraws) -> (leftRight: Bool, upDown: Bool) {
    let words = draws.words(.flip)
    return (self != .upDown && words[0] >> 31 == 1, self != .leftRight && words[1] >> 31 == 1)
  }
}
