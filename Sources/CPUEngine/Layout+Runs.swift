import Tensors

/// The memory of the channels of a sample: offset of the first, stride between channels, and length from a channel's
/// first element to its last.
struct ChannelRuns {
  let channels: Int
  let stride: Int
  let length: Int

  /// Creates the runs of samples with `dimensions`, laid out by `layout`; in a vector every feature is a channel.
  init(_ layout: Layout, dimensions: [Int]) {
    if dimensions.count == 1 {
      (channels, stride, length) = (layout.width, 1, 1)
    } else {
      (channels, stride, length) = (layout.channels, layout.planeStride, layout.planeLength)
    }
  }

  /// The floats from the first element of `count` channels to the last.
  func extent(_ count: Int) -> Int { (count - 1) * stride + length }
}

extension Layout {
  /// Calls `body` for each gapless run of a sample with its offset, its offset in a compact sample, and its length.
  func forEachRun(_ body: (_ offset: Int, _ compactOffset: Int, _ count: Int) -> Void) {
    guard !isCompact else { return body(0, 0, channels * planeStride) }
    for channel in 0..<channels {
      for row in 0..<height {
        body(channel * planeStride + row * pitch, (channel * height + row) * width, width)
      }
    }
  }
}
