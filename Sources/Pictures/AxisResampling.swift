/// The weights of old pixels in the new pixels along one axis of a resized picture.
struct AxisResampling {
  /// The first of the adjacent old pixels of each new pixel.
  private(set) var starts: [Int] = []
  /// The index of the first weight of each new pixel; then the number of all weights.
  private(set) var offsets: [Int] = [0]
  private(set) var weights: [Float] = []
  /// The old pixels in use.
  private(set) var range = 0..<0

  /// The `count` new pixels from `first`, when an axis of `old` pixels is resized to `new`.
  ///
  /// `extent` is the length of the axis in old pixels, the last of which may be cut by it; that of all by default.
  init(from old: Int, extent: Double? = nil, to new: Int, first: Int, count: Int, filter: ResizeFilter) {
    let step = min(extent ?? Double(old), Double(old)) / Double(new)
    starts.reserveCapacity(count)
    offsets.reserveCapacity(count + 1)
    for position in first..<(first + count) {
      if new >= old || filter == .caffe {
        addLinear(centre: (Double(position) + 0.5) * step - 0.5, of: old)
      } else if filter == .area {
        addArea(from: min(Double(position) * step, Double(old - 1)), step: step, of: old)
      } else {
        addTriangle(centre: (Double(position) + 0.5) * step, step: step, of: old)
      }
      offsets.append(weights.count)
    }
    let last = offsets.count - 2
    range = (starts.first ?? 0)..<((starts.last ?? 0) + (last >= 0 ? offsets[last + 1] - offsets[last] : 0))
  }

  /// The number of new pixels.
  var count: Int { starts.count }

  /// A new pixel whose centre lies between the centres of two old ones.
  private mutating func addLinear(centre: Double, of old: Int) {
    let centre = min(max(centre, 0), Double(old - 1))
    let left = Int(centre)
    let share = Float(centre - Double(left))
    starts.append(left)
    weights.append(1 - share)
    if share > 0 { weights.append(share) }
  }

  /// A new pixel that covers `step` old ones from `start`, the outer two partly.
  private mutating func addArea(from start: Double, step: Double, of old: Int) {
    let end = min(start + step, Double(old))
    starts.append(Int(start))
    for index in Int(start)..<max(min(Int(end.rounded(.up)), old), Int(start) + 1) {
      let covered = min(Double(index + 1), end) - max(Double(index), start)
      weights.append(Float(covered / step))
    }
  }

  /// A new pixel that weighs old ones up to `step` from its centre, less with the distance; as Pillow does.
  private mutating func addTriangle(centre: Double, step: Double, of old: Int) {
    let start = max(Int(centre - step + 0.5), 0)
    let end = min(Int(centre + step + 0.5), old)
    let shares = (start..<end).map { place -> Double in
      let distance = (Double(place) + 0.5 - centre) / step
      return max(1 - abs(distance), 0)
    }
    let sum = shares.reduce(0, +)
    starts.append(start)
    weights += shares.map { Float($0 / sum) }
  }
}
