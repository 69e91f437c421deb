extension JPEGScan {
  /// A block of a minimum coded unit.
  private struct Block {
    let component: UnsafeMutablePointer<JPEGComponentDecoding>
    let stride: Int
    /// From its samples in one unit to those in the next one.
    let step: Int
    /// What is added to that at the end of a row of units.
    let lineStep: Int
    var target: UnsafeMutablePointer<UInt8>
  }

  /// Decodes `data`; whether it is all there and nothing is unusual about it.
  func decode(_ data: JPEGEntropyData) -> Bool {
    var blocks: [Block] = []
    for (number, plane) in geometry.enumerated() {
      let side = plane.transform.side
      for row in 0..<plane.down {
        for column in 0..<plane.across {
          blocks.append(
            Block(
              component: components + number, stride: plane.stride, step: plane.across * side,
              lineStep: plane.stride * (plane.down * side - 1),
              target: planes[number] + row * side * plane.stride + column * side))
        }
      }
    }
    let units = jpeg.unitsAcross * jpeg.unitsDown
    let interval = jpeg.restartInterval > 0 ? jpeg.restartInterval : units
    return data.bytes.withUnsafeBufferPointer { bytes in
      blocks.withUnsafeMutableBufferPointer { blocks in
        guard let base = bytes.baseAddress else { return false }
        var start = 0
        var unit = 0
        for end in data.ends {
          let first = unit
          unit = min(unit + interval, units)
          // The reader is ahead by up to eight bytes.
          let last = base + bytes.count - JPEGEntropyData.margin + 8
          var reader = JPEGBitReader(base + start)
          guard decodeUnits(first..<unit, from: &reader, last, blocks) else { return false }
          guard (0..<8).contains(8 * (end - start) - reader.taken(since: base + start)) else { return false }
          start = end
        }
        return range.isOrdinary
      }
    }
  }

  /// Decodes units that follow a marker or the start; whether they are regular.
  private func decodeUnits(
    _ units: Range<Int>, from reader: inout JPEGBitReader, _ last: UnsafePointer<UInt8>,
    _ blocks: UnsafeMutableBufferPointer<Block>
  ) -> Bool {
    var range = self.range
    defer { self.range = range }
    for number in jpeg.components.indices { components[number].prediction = 0 }
    var column = units.lowerBound % jpeg.unitsAcross
    let across = jpeg.unitsAcross
    var bits = reader
    defer { reader = bits }
    return withUnsafeTemporaryAllocation(of: Int16.self, capacity: JPEGInverseTransform.slots) { slots in
      slots.initialize(repeating: 0)
      guard let block = slots.baseAddress else { return false }
      for _ in units {
        // A unit takes less than the margin.
        guard bits.next <= last else { return false }
        column += 1
        let isLast = column == across
        if isLast { column = 0 }
        for index in blocks.indices {
          let component = blocks[index].component
          bits.refill()
          guard let difference = bits.readDifference(component.pointee) else { return false }
          component.pointee.prediction &+= difference
          guard bits.readCoefficients(component.pointee, into: block) else { return false }
          let mean = component.pointee.prediction &* component.pointee.meanQuantiser
          let target = blocks[index].target
          blocks[index].target = target + blocks[index].step + (isLast ? blocks[index].lineStep : 0)
          component.pointee.transform.write(
            mean: mean, block, component.pointee.quantisers, into: target, stride: blocks[index].stride, range: &range)
        }
      }
      return true
    }
  }
}
