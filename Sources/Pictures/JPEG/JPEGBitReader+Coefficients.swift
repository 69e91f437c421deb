extension JPEGBitReader {
  /// Takes the difference of a DC coefficient, nil where there is none of 8-bit samples; ITU-T T.81, F.2.2.1.
  @inline(__always)
  mutating func readDifference(_ component: JPEGComponentDecoding) -> Int? {
    var entry = component.differenceEntries[start(JPEGDifferenceTable.lookup)]
    if entry == 0 {
      guard let long = component.differences.takeUnretainedValue().entry(atStartOf: bits) else { return nil }
      entry = long
    }
    take(Int(entry & 255))
    let size = Int(entry &>> 8)
    let value = bits.jpegValue(unused: UInt64(truncatingIfNeeded: 63 &- size))
    take(size)
    return value
  }

  /// Takes the AC coefficients of a block and writes them to their slots; ITU-T T.81, F.2.2.2.
  ///
  /// What is not written must be zero already. A stream that is not baseline may leave anything in the slots.
  /// - Returns: Whether it was a block of a baseline stream.
  @inline(__always)
  mutating func readCoefficients(
    _ component: JPEGComponentDecoding, into block: UnsafeMutablePointer<Int16>
  ) -> Bool {
    let entries = component.coefficientEntries
    let slots = component.slots
    var position = 1
    var entry = entries
    var first = 0
    var before: UInt64 = 0
    while true {
      repeat {
        refill()
        (before, entry) = (bits, entries + start(JPEGCoefficientTable.lookup))
        first = read(entry, &position, slots, block)
        if position >= 64 { break }
        (before, entry) = (bits, entries + start(JPEGCoefficientTable.lookup))
        first = read(entry, &position, slots, block)
      } while position < 64
      if position >= JPEGCoefficientEntry.unknownAdvance {
        guard let found = component.coefficients.takeUnretainedValue().entry(atStartOf: bits) else { return false }
        position &-= JPEGCoefficientEntry.unknownAdvance
        first = withUnsafePointer(to: found) { read($0, &position, slots, block) }
        if position < 64 { continue }
      }
      if JPEGCoefficientEntry.ends(position) { return true }
      guard first == 64 else { return false }
      // The second symbol is the next block's.
      untake(Int(entry.pointee.length), to: before)
      take(Int(entry.pointee.firstLength))
      return true
    }
  }

  /// Takes the symbols of `entry`; the position after the first of two is returned.
  @inline(__always)
  private mutating func read(
    _ entry: UnsafePointer<JPEGCoefficientEntry>, _ position: inout Int, _ slots: UnsafePointer<UInt8>,
    _ block: UnsafeMutablePointer<Int16>
  ) -> Int {
    // Each field is loaded by itself.
    let value = entry.pointee.value(bits)
    take(Int(entry.pointee.length))
    let first = position &+ Int(entry.pointee.firstAdvance)
    position &+= Int(entry.pointee.advance)
    block[Int(slots[first])] = entry.pointee.firstValue
    block[Int(slots[position])] = Int16(truncatingIfNeeded: value)
    return first
  }
}
