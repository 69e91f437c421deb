package import Tensors

/// A value of a graph: numbers in Double, row by row.
package struct ReferenceTensor {
  /// The shape, in which the batch has no size.
  package let shape: Shape
  /// All extents; the first is the number of samples where the shape is batched.
  package let extents: [Int]
  /// The elements, the last extent fastest.
  package var values: [Double]

  /// A value of `shape` for a batch of `samples`, with these elements.
  package init(_ shape: Shape, samples: Int, _ values: [Double]) {
    self.shape = shape
    extents = (shape.isBatched ? [samples] : []) + shape.dimensions
    self.values = values
    guard values.count == extents.reduce(1, *) else { fatalError("\(values.count) numbers for \(extents)") }
  }

  /// Zeros.
  package init(zeros shape: Shape, samples: Int) {
    self.init(shape, samples: samples, Array(repeating: 0, count: (shape.isBatched ? samples : 1) * shape.count))
  }

  /// The number of samples; 1 for a value that all samples share.
  package var samples: Int { shape.isBatched ? extents[0] : 1 }

  /// The only element of a value that has one.
  package var number: Double {
    guard values.count == 1 else { fatalError("\(extents) is not one number") }
    return values[0]
  }
}

// MARK: - Elements by their indices

extension ReferenceTensor {
  /// An element of `[n, d]` or of a matrix.
  package subscript(_ n: Int, _ d: Int) -> Double {
    get { values[place(n, d)] }
    set { values[place(n, d)] = newValue }
  }

  /// An element of `[n, c, h, w]` or of filters `[o, c, kh, kw]`.
  package subscript(_ n: Int, _ c: Int, _ i: Int, _ j: Int) -> Double {
    get { values[place(n, c, i, j)] }
    set { values[place(n, c, i, j)] = newValue }
  }

  /// A pixel of `[n, c, h, w]`, or zero outside the image.
  package subscript(padded n: Int, _ c: Int, _ i: Int, _ j: Int) -> Double { holds(i, j) ? self[n, c, i, j] : 0 }

  /// Adds to a pixel of `[n, c, h, w]`; does nothing outside the image.
  package mutating func add(_ value: Double, to n: Int, _ c: Int, _ i: Int, _ j: Int) {
    if holds(i, j) { self[n, c, i, j] += value }
  }

  /// Whether row `i` and column `j` lie within the image.
  package func holds(_ i: Int, _ j: Int) -> Bool { i >= 0 && i < extents[2] && j >= 0 && j < extents[3] }

  private func place(_ n: Int, _ d: Int) -> Int {
    guard extents.count == 2, n >= 0, n < extents[0], d >= 0, d < extents[1] else { outside([n, d]) }
    return n * extents[1] + d
  }

  private func place(_ n: Int, _ c: Int, _ i: Int, _ j: Int) -> Int {
    guard extents.count == 4, n >= 0, n < extents[0], c >= 0, c < extents[1], holds(i, j) else {
      outside([n, c, i, j])
    }
    return ((n * extents[1] + c) * extents[2] + i) * extents[3] + j
  }

  private func outside(_ indices: [Int]) -> Never { fatalError("element \(indices) of \(extents)") }
}

// MARK: - Elements by sample, channel and position

extension ReferenceTensor {
  /// The first dimension of a sample; 1 for a number.
  package var channels: Int { shape.dimensions.first ?? 1 }
  /// The elements of a channel: the product of the other dimensions.
  package var positions: Int { shape.dimensions.dropFirst().reduce(1, *) }

  /// The element at `position` of `channel` of `sample`, for a value of any shape.
  package subscript(sample n: Int, channel c: Int, position p: Int) -> Double {
    get { values[(n * channels + c) * positions + p] }
    set { values[(n * channels + c) * positions + p] = newValue }
  }

  /// The elements of one sample.
  package func sample(_ n: Int) -> ArraySlice<Double> { values[n * shape.count..<(n + 1) * shape.count] }
}

/// Σ of `term` over 0 ..< `count`.
package func sum(_ count: Int, _ term: (Int) -> Double) -> Double {
  var sum = 0.0
  for index in 0..<count { sum += term(index) }
  return sum
}
