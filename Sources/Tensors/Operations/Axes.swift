import Diagnostics

/// Named axes of a value: what a reduction runs over, and what a broadcast repeats along.
///
/// A value per sample, `[n, c, …]`, has all three; a value that all samples share, `[c, …]`, has no samples.
package struct Axes: OptionSet, Hashable, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// The samples of the batch, n.
  package static let samples = Axes(rawValue: 1)
  /// The first dimension of a sample or a shared value, c: channels, features, rows of a matrix.
  package static let channels = Axes(rawValue: 2)
  /// The dimensions after it: rows and columns of an image, the numbers of a group, columns of a matrix.
  package static let positions = Axes(rawValue: 4)
  /// All elements of a sample.
  package static let elements: Axes = [.channels, .positions]
  /// All elements of a value that samples share.
  package static let all: Axes = [.samples, .channels, .positions]

  /// The axes in words: `the batch and positions`.
  package var words: String {
    let names = [(Axes.samples, "the batch"), (.channels, "channels"), (.positions, "positions")]
    return names.filter { contains($0.0) }.map(\.1).joined(separator: " and ")
  }
}

extension Shape {
  /// The shape after a reduction over `axes`, which are gone; channels alone are kept as a single one.
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

  /// The axes over which each channel has its statistics: samples and positions, where there are any.
  package var channelwise: Axes { dimensions.count > 1 ? [.samples, .positions] : .samples }

  /// The elements of one channel of one sample.
  package var elementsPerChannel: Int { dimensions.dropFirst().reduce(1, *) }

  /// The shape of a number per channel of `self`, `[c]` for `[n, c, …]`.
  package func perChannel() throws(ShapeError) -> Shape { .unbatched([try channels()]) }

  /// The channels (or features) of a value per sample.
  package func channels() throws(ShapeError) -> Int {
    guard isBatched, let channels = dimensions.first else {
      throw ShapeError(.rank, Report("channels or features were needed", expected: "[n, c, …]", got: "\(self)"))
    }
    return channels
  }

  /// Checks that there is a value per sample.
  package func checkPerSample() throws(ShapeError) {
    guard isBatched else {
      throw ShapeError(.rank, Report("a value per sample was needed", expected: "[n, …]", got: "\(self)"))
    }
  }

  /// Checks that there is one number per sample.
  package func checkNumberPerSample() throws(ShapeError) {
    guard self == .batched([]) else {
      throw ShapeError(.rank, Report("a number per sample was needed", expected: "[n]", got: "\(self)"))
    }
  }

  /// Checks that all samples share the value.
  package func checkShared() throws(ShapeError) {
    guard !isBatched else {
      throw ShapeError(.rank, Report("a parameter was needed", expected: "[…]", got: "\(self)"))
    }
  }

  /// Checks for a matrix that all samples share.
  package func checkMatrix() throws(ShapeError) {
    guard !isBatched, dimensions.count == 2 else {
      throw ShapeError(.rank, Report("a weight matrix was needed", expected: "[a, b]", got: "\(self)"))
    }
  }
}

extension Tensor {
  /// `self`, for which `rule` must hold; `name` is the function's in error messages, `others` its other operands.
  package func checked(
    _ name: String, with others: [Tensor] = [], _ rule: (Shape) throws(ShapeError) -> Void
  ) -> Tensor {
    graph.check(name, of: [self] + others) { () throws(ShapeError) in try rule(shape) }
    return self
  }
}
