import Tensors

/// The memory layout of a value: within a sample, and from sample to sample.
///
/// Planes that a convolution slides over have a margin of zeros: rows are `pitch` floats apart, planes `planeStride`,
/// after `lead` zeros. Everything else is compact.
struct Layout: Hashable {
  let channels: Int
  let height: Int
  let width: Int
  let pitch: Int
  let planeStride: Int
  let lead: Int
  /// Floats between samples: a multiple of 16, or 1 for a single number.
  let sampleStride: Int

  /// No gaps within a sample.
  static func compact(_ dimensions: [Int]) -> Layout {
    let (c, h, w) = Self.planes(dimensions)
    let count = c * h * w
    return Layout(
      channels: c, height: h, width: w, pitch: w, planeStride: h * w, lead: 0,
      sampleStride: dimensions.isEmpty ? 1 : roundUp(count))
  }

  /// Planes with rows `pitch` apart and at least `margin` zeros before, between and after the rows.
  static func margined(_ dimensions: [Int], pitch: Int, margin: Int) -> Layout {
    let (c, h, w) = Self.planes(dimensions)
    let lead = roundUp(margin)
    let planeStride = roundUp(h * pitch + max(margin, 16))
    return Layout(
      channels: c, height: h, width: w, pitch: pitch, planeStride: planeStride, lead: lead,
      sampleStride: lead + c * planeStride)
  }

  var isCompact: Bool { lead == 0 && pitch == width && planeStride == height * width }

  /// The floats from a plane's first pixel to its last.
  var planeLength: Int { (height - 1) * pitch + width }

  /// The floats from a sample's first element to its last, including margins.
  var extent: Int { isCompact ? channels * planeStride : (channels - 1) * planeStride + height * pitch }

  /// The floats of `samples` samples, including room for vectors that run over the end.
  func floats(samples: Int) -> Int { roundUp(samples * sampleStride + lead + 2 * pitch + 256) }

  private static func planes(_ dimensions: [Int]) -> (channels: Int, height: Int, width: Int) {
    switch dimensions.count {
    case 0: (1, 1, 1)
    case 1: (1, 1, dimensions[0])
    case 3: (dimensions[0], dimensions[1], dimensions[2])
    default: (dimensions[0], 1, dimensions.dropFirst().reduce(1, *))
    }
  }
}

/// The next multiple of 16 floats: one cache line, and whole vectors of any width.
func roundUp(_ floats: Int) -> Int { (floats + 15) / 16 * 16 }
