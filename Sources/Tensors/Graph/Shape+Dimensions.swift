extension Shape {
  /// The dimensions, with `samples` in front for a value per sample.
  package func dimensions(samples: Int) -> [Int] { (isBatched ? [samples] : []) + dimensions }

  /// The indices of the dimensions that `axes` name, the batch included.
  package func places(of axes: Axes) -> [Int] {
    let first = isBatched ? 1 : 0
    return (isBatched && axes.contains(.samples) ? [0] : [])
      + (axes.contains(.channels) && !dimensions.isEmpty ? [first] : [])
      + (axes.contains(.positions) ? Array(dimensions.indices.dropFirst()).map { $0 + first } : [])
  }

  /// The dimensions that a value without `axes` must be given to broadcast to `self`, as NumPy does, the batch as -1;
  /// nil where it broadcasts as it is.
  package func broadcastDimensions(without axes: Axes) -> [Int]? {
    let missing = places(of: axes)
    var wanted = dimensions(samples: -1)
    for place in missing { wanted[place] = 1 }
    // Leading dimensions of 1 may be left out.
    let shortest = Array(wanted.dropFirst(wanted.indices.prefix { missing.contains($0) }.count))
    return [wanted, shortest].contains(reduced(over: axes).dimensions(samples: -1)) ? nil : shortest
  }
}
