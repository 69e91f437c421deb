import Tensors

extension TopMask: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    node[0].reshaped(to: [node.samples, node.shape.count]).mask(ofLargest: k, along: 1).reshaped(to: node.dimensions)
  }
}

extension LifetimeMask: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let (lowering, x) = (node.lowering, node[0])
    guard let isOfBatch = lowering.isOfBatch(x.dimensions) else {
      return x.mask(ofLargest: winners(of: node.samples), along: 0)
    }
    return x.mask(
      ofLargest: lowering.word(at: lowering.numbers.placeOfWinners(self)).converted(to: .s32), among: isOfBatch)
  }
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
    return keys.reaches(lastKey, places, lastPlace)
  }

  /// 1 at the `k` largest elements of each column of a matrix, among the rows that `isCandidate` names, the first of
  /// equal ones, 0 elsewhere; `k` is an integer `[]`, at most the number of these rows.
  fileprivate func mask(ofLargest k: Value, among isCandidate: Value) -> Value {
    let integers = orderedIntegers
    // No key is below those of other rows, and equal ones come in the order of rows.
    let keys = isCandidate.select(integers, integers.splat(Int(Int32.min)))
    let places = writer.iota(keys.type, along: 0)
    let sorted = writer.sortedDescending(keys, with: places, along: 0)
    let isLast = places.compared(.equal, to: (k - k.splat(1)).repeated(to: dimensions))
    func last(_ value: Value) -> Value {
      isLast.select(value, value.splat(Int(Int32.min))).reduced(by: .maximum, along: [0])
        .broadcast(to: dimensions, axes: [1])
    }
    return keys.reaches(last(sorted.keys), places, last(sorted.places))
  }

  /// 1 where the key is above `lastKey`, or equal to it at a place up to `lastPlace`; 0 elsewhere.
  private func reaches(_ lastKey: Value, _ places: Value, _ lastPlace: Value) -> Value {
    compared(.greater, to: lastKey)
      .or(compared(.equal, to: lastKey).and(places.compared(.lessOrEqual, to: lastPlace))).asFloat
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
