/// Squares of positions in the plane, each parted into four, with the mean of their positions (Barnes and Hut, 1986).
///
/// The nodes lie depth first, so that a walk needs no stack: the next node is the following one, or that behind the
/// subtree. The positions are sorted along the same curve.
package struct QuadTree {
  /// Squares are parted at most this often; positions in one of the smallest are taken together.
  private static let depth = 21
  private static let indexBits: UInt64 = 22

  private struct Node {
    var x, y: Float
    /// The number of positions.
    var mass: Float
    /// The square of the side; 0 of a node without parts.
    var square: Float
    /// The node behind this one's subtree.
    var next: Int32
  }

  private var nodes: [Node] = []
  /// The indices of the positions in the order of the tree.
  package private(set) var order: [Int32] = []
  /// The positions relative to the corner, in the order of the tree, with a packet of the last one behind.
  private var x, y: [Float]
  private var keys: [UInt64]

  package init(_ positions: [SIMD2<Double>]) {
    var (low, high) = (positions[0], positions[0])
    for position in positions {
      low = pointwiseMin(low, position)
      high = pointwiseMax(high, position)
    }
    // A little wider, so that the last position is within.
    let side = max((high - low).max() * (1 + 1e-6), Double.leastNormalMagnitude)
    let scale = Double(1 << Self.depth) / side
    keys = positions.enumerated().map { index, position in
      let cell = ((position - low) * scale)
      let limit = UInt64(1 << Self.depth) - 1
      let (column, row) = (min(UInt64(cell.x), limit), min(UInt64(cell.y), limit))
      return (Self.spread(column) | Self.spread(row) << 1) << Self.indexBits | UInt64(index)
    }
    keys.sort()
    order = keys.map { Int32($0 & (1 << Self.indexBits - 1)) }
    x = order.map { Float(positions[Int($0)].x - low.x) }
    y = order.map { Float(positions[Int($0)].y - low.y) }
    nodes.reserveCapacity(2 * positions.count)
    _ = build(0..<positions.count, level: 0, side: Float(side))
    for _ in 0..<8 {
      x.append(x[positions.count - 1])
      y.append(y[positions.count - 1])
    }
  }

  /// The 21 bits of a coordinate, each followed by a 0.
  private static func spread(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits | bits << 16) & 0x0000_FFFF_0000_FFFF
    bits = (bits | bits << 8) & 0x00FF_00FF_00FF_00FF
    bits = (bits | bits << 4) & 0x0F0F_0F0F_0F0F_0F0F
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333
    return (bits | bits << 1) & 0x5555_5555_5555_5555
  }

  /// Appends the nodes of sorted positions within one square; returns the sums of their coordinates.
  private mutating func build(_ range: Range<Int>, level: Int, side: Float) -> (x: Float, y: Float) {
    var (level, side) = (level, side)
    let (first, last) = (keys[range.lowerBound], keys[range.upperBound - 1])
    func shift(_ level: Int) -> UInt64 { Self.indexBits + 2 * UInt64(Self.depth - 1 - level) }
    // A square with all positions in one part is that part.
    while level < Self.depth, range.count > 1, first >> shift(level) == last >> shift(level) {
      level += 1
      side /= 2
    }
    let place = nodes.count
    nodes.append(Node(x: 0, y: 0, mass: Float(range.count), square: 0, next: 0))
    var sums: (x: Float, y: Float) = (0, 0)
    if range.count == 1 || level == Self.depth {
      for i in range { (sums.x, sums.y) = (sums.x + x[i], sums.y + y[i]) }
    } else {
      nodes[place].square = side * side
      var start = range.lowerBound
      while start < range.upperBound {
        let part = keys[start] >> shift(level)
        var end = start + 1
        while end < range.upperBound, keys[end] >> shift(level) == part { end += 1 }
        let found = build(start..<end, level: level + 1, side: side / 2)
        (sums.x, sums.y) = (sums.x + found.x, sums.y + found.y)
        start = end
      }
    }
    (nodes[place].x, nodes[place].y) = (sums.x / Float(range.count), sums.y / Float(range.count))
    nodes[place].next = Int32(nodes.count)
    return sums
  }

  /// Σ q² (yᵢ - yⱼ) and Σ q over all positions j, q = (1 + |yᵢ - yⱼ|²)⁻¹, of the eight positions i from `first` in the
  /// order of the tree.
  ///
  /// A square counts as its mean where its side is less than `angle` times the distance from the rectangle around the
  /// eight.
  package func repulsion(
    _ first: Int, angle: Float
  ) -> (x: SIMD8<Float>, y: SIMD8<Float>, similarity: SIMD8<Float>) {
    typealias Lanes = SIMD8<Float>
    let inverse = 1 / (angle * angle)
    return x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        nodes.withUnsafeBufferPointer { nodes in
          guard let column = x.baseAddress, let row = y.baseAddress else { return (.zero, .zero, .zero) }
          let px = UnsafeRawPointer(column + first).loadUnaligned(as: Lanes.self)
          let py = UnsafeRawPointer(row + first).loadUnaligned(as: Lanes.self)
          let (centreX, centreY) = ((px.max() + px.min()) / 2, (py.max() + py.min()) / 2)
          let (halfX, halfY) = ((px.max() - px.min()) / 2, (py.max() - py.min()) / 2)
          var (sumX, sumY, similarity) = (Lanes.zero, Lanes.zero, Lanes.zero)
          var place = 0
          while place < nodes.count {
            let node = nodes[place]
            let gapX = max(abs(node.x - centreX) - halfX, 0)
            let gapY = max(abs(node.y - centreY) - halfY, 0)
            guard node.square * inverse < gapX * gapX + gapY * gapY || node.square == 0 else {
              place &+= 1
              continue
            }
            let (dx, dy) = (px - node.x, py - node.y)
            let q = 1 / (1 + dx * dx + dy * dy)
            let mass = node.mass * q
            similarity += mass
            let factor = mass * q
            sumX += factor * dx
            sumY += factor * dy
            place = Int(node.next)
          }
          return (sumX, sumY, similarity)
        }
      }
    }
  }
}
