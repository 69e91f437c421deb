import Tensors

extension TopMask: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    node[0].reshaped(to: [node.samples, node.shape.count]).mask(ofLargest: k, along: 1).reshaped(to: node.dimensions)
  }
}

extension LifetimeMask: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { node[0].mask(ofLargest: winners(of: node.samples), along: 0) }
}

extension SpatialMask: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let dimensions = node.dimensions
    return node[0].reshaped(to: [dimensions[0] * dimensions[1], dimensions[2] * dimensions[3]])
      .mask(ofLargest: 1, along: 1).reshaped(to: dimensions)
  }
}

extension OneHot: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let classes = node.writer.iota(node.type, along: 1)
    return node[0].reshaped(to: [node.samples]).broadcast(to: node.dimensions, axes: [0]).compared(.equal, to: classes)
      .asFloat
  }
}

extension Value {
  /// 1 at the `k` largest elements along `axis` of a matrix, the first of equal ones, 0 elsewhere.
  fileprivate func mask(ofLargest k: Int, along axis: Int) -> Value {
    guard k < dimensions[axis] else { return splat(1) }
    let keys = orderedIntegers
    let places = writer.iota(keys.type, along: axis)
    let (lastKey, lastPlace) = keys.largest(k, places, along: axis)
    return keys.compared(.greater, to: lastKey)
      .or(keys.compared(.equal, to: lastKey).and(places.compared(.lessOrEqual, to: lastPlace))).asFloat
  }

  /// The `k`-th largest of the integers `self` along `axis`, and its place, in the shape of `self`.
  private func largest(_ k: Int, _ places: Value, along axis: Int) -> (key: Value, place: Value) {
    let other = 1 - axis
    if k == 1 {
      let key = reduced(by: .maximum, along: [axis]).broadcast(to: dimensions, axes: [other])
      let first = compared(.equal, to: key).select(places, places.splat(Int(Int32.max)))
        .reduced(by: .minimum, along: [axis])
      return (key, first.broadcast(to: dimensions, axes: [other]))
    }
    let sorted = writer.sortedDescending(self, with: places, along: axis)
    func last(_ value: Value) -> Value {
      var (start, limit) = ([0, 0], dimensions)
      (start[axis], limit[axis]) = (k - 1, k)
      return value.sliced(from: start, to: limit).reshaped(to: [dimensions[other]])
        .broadcast(to: dimensions, axes: [other])
    }
    return (last(sorted.keys), last(sorted.places))
  }

  /// Integers in the order of the floats; both zeros are equal.
  private var orderedIntegers: Value {
    let bits = compared(.equal, to: 0).select(splat(0), self).bits(as: .s32)
    let isNegative = bits.compared(.less, to: bits.splat(0))
    return isNegative.select(bits.xor(bits.splat(0x7fff_ffff)), bits)
  }
}
