import Diagnostics

/// Regular positions along each axis of a sample: element i of an axis is at first + step · i.
package struct Places: Hashable, Sendable {
  /// The position of the first element along each axis.
  package let first: [Int]
  /// The distance between elements along each axis, at least 1.
  package let step: [Int]

  package init(first: [Int], step: [Int]) { (self.first, self.step) = (first, step) }

  /// Creates neighbouring positions from `first` on; the remaining axes of `shape` start at 0.
  package init(first: [Int], of shape: Shape) {
    let rest = max(0, shape.dimensions.count - first.count)
    self.init(
      first: first + [Int](repeating: 0, count: rest), step: [Int](repeating: 1, count: first.count + rest))
  }

  /// Checks that `inner` elements along each axis lie within `outer`.
  package func check(_ inner: [Int], within outer: Shape) throws(ShapeError) {
    guard outer.isBatched, outer.dimensions.count == inner.count, first.count == inner.count else {
      throw ShapeError(.rank, Report("the numbers of axes differ", expected: "\(first.count) axes", got: "\(outer)"))
    }
    for axis in inner.indices {
      let last = first[axis] + step[axis] * (inner[axis] - 1)
      guard inner[axis] >= 1, first[axis] >= 0, step[axis] >= 1, last < outer.dimensions[axis] else {
        throw ShapeError(
          .argument,
          Report("a place lies outside", expected: "0..<\(outer.dimensions[axis])", got: "\(first[axis])...\(last)"))
      }
    }
  }
}
