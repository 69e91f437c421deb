internal import Diagnostics

/// Pictures of one size, one after another, as a GIF that repeats for ever.
///
/// GIF has at most 256 colours: grey pictures keep all their levels; colours are those of a palette of 6 levels of red, 7 of
/// green and 6 of blue, with errors diffused (Floyd and Steinberg, "An adaptive algorithm for spatial greyscale", 1976).
public struct GIFAnimation: Hashable, Sendable {
  /// The pictures, at least one, of one size.
  public let frames: [Picture]
  /// The time of each picture but the last, in hundredths of a second; browsers show less than 2 as 10.
  public let delay: Int
  /// The time of the last picture.
  public let lastDelay: Int

  /// Creates an animation of pictures with sides of at most 65,535 pixels; the parameters are its properties.
  public init(_ frames: [Picture], delay: Int = 20, lastDelay: Int = 200) {
    require(!frames.isEmpty, "an animation without pictures")
    require(
      frames.allSatisfy { $0.width == frames[0].width && $0.height == frames[0].height },
      "the pictures of an animation differ in size")
    require(max(frames[0].width, frames[0].height) <= 65_535, "a GIF has at most 65,535 pixels a side")
    (self.frames, self.delay, self.lastDelay) = (frames, delay, lastDelay)
  }
}
