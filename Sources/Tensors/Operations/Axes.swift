import Diagnostics

/// Named axes, over which a reduction runs or along which a broadcast repeats.
///
/// A value per sample, `[n, c, …]`, has all three; a shared value, `[c, …]`, has no samples.
package struct Axes: OptionSet, Hashable, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// The samples of the batch, n.
  package static let samples = Axes(rawValue: 1)
  /// The first dimension of a sample or a shared value, c: channels, features, rows of a matrix.
  package static let channels = Axes(rawValue: 2)
  /// The dimensions after it: rows and columns of an image, elements of a group, columns of a matrix.
  package static let positions = Axes(rawValue: 4)
  /// All elements of a sample.
  package static let elements: Axes = [.channels, .positions]
  /// All elements of a shared value.
  package static let all: Axes = [.samples, .channels, .positions]

  /// The axes in words: `the batch and positions`.
  package var words: String {
    let names = [(Axes.samples, "the batch"), (.channels, "channels"), (.positions, "positions")]
    return names.filter { contains($0.0) }.map(\.1).joined(separator: " and ")
  }
}

extension Shape {
  /// The shape after a reduction over `axes`, which are removed; a reduction over channels alone leaves one.
  package func reduced(over axes: Axes) -> Shape {
    let kept: [Int] =
      if axes.contains(.elements) {
        []
      } else if axes.contains(.positions) {
        Array(dimensions.prefix(1))
      } else if axes.contains(.channels) {
        [1] + dimensions.dropFirst()
      } else {
        dimensions
      }
    return isBatched && !axes.contains(.samples) ? .batched(kept) : .unbatched(kept)
  }

  /// The axes of a channel's statistics: samples, and positions if there are any.
  package var channelwise: Axes { dimensions.count > 1 ? [.samples, .positions] : .samples }

  /// The number of elements of one channel of one sample.
  package var elementsPerChannel: Int { dimensions.dropFirst().reduce(1, *) }

  /// The shape of a value per channel of `self`, `[c]` for `[n, c, …]`.
  package func perChannel() throws(ShapeError) -> Shape { .unbatched([try channels()]) }

  /// The number of channels (or features) of a value per sample.
  package func channels() throws(ShapeError) -> Int {
    guard isBatched, let channels = dimensions.first else {
      throw ShapeError(.rank, Report("channels or features are required", expected: "[n, c, …]", got: "\(self)"))
    }
    return channels
  }

  /// Checks for a value per sample.
  package func checkPerSample() throws(ShapeError) {
    guard isBatched else {
      throw ShapeError(.rank, Report("a value per sample is required", expected: "[n, …]", got: "\(self)"))
    }
  }

  /// Checks for one number per sample.
  package func checkNumberPerSample() throws(ShapeError) {
    guard self == .batched([]) else {
      throw ShapeError(.rank, Report("a number per sample is required", expected: "[n]", got: "\(self)"))
    }
  }

  /// Checks for a value shared by all samples.
  package func checkShared() throws(ShapeError) {
    guard !isBatched else {
      throw ShapeError(.rank, Report("a parameter is required", expected: "[…]", got: "\(self)"))
    }
  }

  /// Checks for a matrix shared by all samples.
  package func checkMatrix() throws(ShapeError) {
    guard !isBatched, dimensions.count == 2 else {
      throw ShapeError(.rank, Report("a weight matrix is required", expected: "[a, b]", got: "\(self)"))
    }
  }
}

extension Tensor {
  /// `self`, after checking `rule`; `name` is the function in error messages, `others` its other operands.
  package func checked(
    _ name: String, with others: [Tensor] = [], _ rule: (Shape) throws(ShapeError) -> Void
  ) -> Tensor {
    graph.check(name, of: [self] + others) { () throws(ShapeError) in try rule(shape) }
    return self
  }
}
