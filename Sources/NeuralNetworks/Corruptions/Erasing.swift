internal import Settings
import Tensors

/// Makes a rectangle black; its height and width are each between 0 and `size` of the image's.
///
/// Zhong et al., "Random erasing data augmentation", 2020.
struct Erasing: CorruptionKind {
  static let name = "erase"
  static let summary = "a rectangle becomes black"
  static let settings: [Setting<Self>] = [
    Setting.number(
      "erase", \.size, in: .within(0.01...1), help: "The maximum share of the height and of the width that is erased."
    ).required,
    .number("probability", \.probability, in: .probability, help: "The probability that an image has a rectangle."),
  ]

  var size = 1.0
  var probability = 1.0

  func callAsFunction(_ images: Tensor, pixels: ClosedRange<Float>) -> Tensor {
    erased(images, size, probability, pixels)
  }
}

/// `images`, each with its own black rectangle.
func erased(_ images: Tensor, _ size: Double, _ probability: Double, _ pixels: ClosedRange<Float>) -> Tensor {
  let graph = images.graph
  let (channels, height, width) = (
    images.shape.dimensions[0], images.shape.dimensions[1], images.shape.dimensions[2]
  )
  let numbers = graph.draw(.uniform, [4])
  /// One axis: the map from the rectangle to the whole image.
  func side(_ length: Int, _ first: Int) -> (factor: Tensor, summand: Tensor) {
    // The smallest rectangle lies between pixels, which avoids a division by zero.
    let share = Float(size) * (0.001 + 0.999 * (1 - numbers.sliced(first..<first + 1)))
    let centre = Float(length) * ((numbers.sliced(first + 1..<first + 2) - 0.5) * (1 - share))
    return (share.reciprocal(), -(centre / share))
  }
  let (down, across) = (side(height, 0), side(width, 2))
  let zero = 0 * across.factor
  let one = zero + 1
  // One axis at a time, so that corners are right-angled.
  let whole = images.plane(of: 1)
  let rows = whole.warped(by: concatenated([one, zero, zero, zero, down.factor, down.summand]))
  let columns = whole.warped(by: concatenated([across.factor, zero, across.summand, zero, one, zero]))
  var isErased = rows.isGreater(than: 0.5) * columns.isGreater(than: 0.5)
  if probability < 1 {
    isErased = isErased * graph.drawn(withProbability: probability, []).broadcast(to: [1, height, width])
  }
  let mask = isErased.repeatedOverChannels(channels)
  let rest = images * (1 - mask)
  return pixels.lowerBound == 0 ? rest : rest + pixels.lowerBound * mask
}
