/// Random mirroring, each direction with probability 1/2; DIGITS, "Flipping".
public enum Flip: String, Codable, Hashable, Sendable, CaseIterable {
  /// Left to right.
  case leftRight = "lr"
  /// Upside down.
  case upDown = "ud"
  /// Both directions, independently.
  case both

  /// Whether an image is mirrored left to right, and upside down.
  package func drawn(_ draws: AugmentationDraws) -> (leftRight: Bool, upDown: Bool) {
    let words = draws.words(.flip)
    return (self != .upDown && words[0] >> 31 == 1, self != .leftRight && words[1] >> 31 == 1)
  }
}
