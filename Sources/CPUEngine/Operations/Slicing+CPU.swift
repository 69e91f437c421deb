import Diagnostics
import Tensors

extension Places {
  /// Whether elements along each axis are neighbours.
  fileprivate var areNeighbours: Bool { step.allSatisfy { $0 == 1 } }

  /// Whether the planes of both values may share a pitch.
  fileprivate var keepPositions: Bool { areNeighbours && first.dropFirst().allSatisfy { $0 == 0 } }

  /// Windows of a single pixel at the places, which start with the first pixel.
  fileprivate var windows: Windows {
    require(first == [0, 0, 0] && step[0] == 1 && step[1] == step[2], "no kernel for places \(first) in steps \(step)")
    return Windows(window: 1, stride: step[1], padding: 0)
  }
}

extension Slicing: CPUOperation {
  var affinity: TileAffinity? { places.areNeighbours ? nil : .planes }
  var sharesPitch: Bool { places.keepPositions }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    guard places.areNeighbours else { return plan.addSums(unit, places.windows) }
    let copies = Copies(places, inner: unit.result, outer: unit.inputs[0], plan)
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    plan.add { context in
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride + copies.start
        let y = context.pointer(to) + sample * to.sampleStride
        copies.forEachRun { inner, outer, count in (y + inner).update(from: x + outer, count: count) }
      }
    }
  }
}

extension Padding: CPUOperation {
  var affinity: TileAffinity? { places.areNeighbours ? nil : .planes }
  var sharesPitch: Bool { places.keepPositions }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    guard places.areNeighbours else { return plan.addWindowBroadcast(unit, places.windows) }
    let copies = Copies(places, inner: unit.inputs[0], outer: unit.result, plan)
    let extent = plan.layouts[unit.result].extent
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    plan.add { context in
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        let y = context.pointer(to) + sample * to.sampleStride
        y.update(repeating: 0, count: extent)
        copies.forEachRun { inner, outer, count in (y + copies.start + outer).update(from: x + inner, count: count) }
      }
    }
  }
}

/// The common runs of neighbours of a value and of its places within a larger one.
private struct Copies {
  /// The offset of the first place in a sample of the larger value.
  let start: Int
  private let inner: Layout
  private let outer: Layout
  /// The floats of all channels, if both values have the same layout of them.
  private let whole: Int?

  init(_ places: Places, inner: Int, outer: Int, _ plan: PlanBuilder) {
    (self.inner, self.outer) = (plan.layouts[inner], plan.layouts[outer])
    let dimensions = plan.shape(inner).dimensions
    let runs = ChannelRuns(self.outer, dimensions: plan.shape(outer).dimensions)
    start =
      places.first[0] * runs.stride
      + (dimensions.count == 3 ? places.first[1] * self.outer.pitch + places.first[2] : 0)
    let isAlike =
      dimensions.count != 3
      || (self.inner.pitch, self.inner.height, self.inner.width)
        == (self.outer.pitch, self.outer.height, self.outer.width)
    whole = isAlike ? runs.extent(dimensions[0]) : nil
  }

  func forEachRun(_ body: (_ inner: Int, _ outer: Int, _ count: Int) -> Void) {
    if let whole { return body(0, 0, whole) }
    for channel in 0..<inner.channels {
      for row in 0..<inner.height {
        body(
          channel * inner.planeStride + row * inner.pitch, channel * outer.planeStride + row * outer.pitch, inner.width)
      }
    }
  }
}
