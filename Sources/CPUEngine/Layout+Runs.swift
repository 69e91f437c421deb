import Tensors

/// One channel of a sample: where the first begins, the floats from one to the next, and the floats of each from its
/// first element to its last.
struct ChannelRuns {
  let channels: Int
  let stride: Int
  let length: Int

  /// Of a value whose samples have `dimensions`, laid out by `layout`; of a vector, every feature is a channel.
  init(_ layout: Layout, dimensions: [Int]) {
    if dimensions.count == 1 {
      (channels, stride, length) = (layout.width, 1, 1)
    } else {
      (channels, stride, length) = (layout.channels, layout.planeStride, layout.planeLength)
    }
  }

  /// The floats from the first element of the first of `count` channels to the last element of the last.
  func extent(_ count: Int) -> Int { (count - 1) * stride + length }
}

extension Layout {
  /// Calls `body` for each piece of a sample without gaps: its place, its place in a compact sample, its length.
  func forEachRun(_ body: (_ offset: Int, _ compactOffset: Int, _ count: Int) -> Void) {
    guard !isCompact else { return body(0, 0, channels * planeStride) }
    for channel in 0..<channels {
      for row in 0..<height {
        body(channel * planeStride + row * pitch, (channel * height + row) * width, width)
      }
    }
  }
}
