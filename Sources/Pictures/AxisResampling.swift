/// The weights of old pixels in the new pixels along one axis of a resized picture.
struct AxisResampling {
  /// The first of the adjacent old pixels of each new pixel.
  private(set) var starts: [Int] = []
  /// The index of the first weight of each new pixel; then the number of all weights.
  private(set) var offsets: [Int] = [0]
  private(set) var weights: [Float] = []
  /// The old pixels in use.
  let range: Range<Int>

  /// The `count` new pixels from `first`, when an axis of `old` pixels is resized to `new`.
  init(from old: Int, to new: Int, first: Int, count: Int) {
    let step = Double(old) / Double(new)
    starts.reserveCapacity(count)
    offsets.reserveCapacity(count + 1)
    weights.reserveCapacity(new >= old ? 2 * count : Int((Double(count) * (step + 2)).rounded(.up)))
    for position in first..<(first + count) {
      if new >= old {
        // The new pixel's centre lies between the centres of two old ones.
        let centre = min(max((Double(position) + 0.5) * step - 0.5, 0), Double(old - 1))
        let left = Int(centre)
        let share = Float(centre - Double(left))
        starts.append(left)
        weights.append(1 - share)
        if share > 0 { weights.append(share) }
      } else {
        // The new pixel covers the old ones from `start` to `end`, the outer two partly.
        let start = Double(position) * step
        let end = min(Double(position + 1) * step, Double(old))
        starts.append(Int(start))
        for index in Int(start)..<max(min(Int(end.rounded(.up)), old), Int(start) + 1) {
          let covered = min(Double(index + 1), end) - max(Double(index), start)
          weights.append(Float(covered / step))
        }
      }
      offsets.append(weights.count)
    }
    let last = offsets.count - 2
    range = (starts.first ?? 0)..<((starts.last ?? 0) + (last >= 0 ? offsets[last + 1] - offsets[last] : 0))
  }

  /// The number of new pixels.
  var count: Int { starts.count }
}
