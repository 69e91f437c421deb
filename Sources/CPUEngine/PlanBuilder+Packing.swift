extension PlanBuilder {
  /// Allocates `count` floats for what a block that is added by `addPacking` makes of the values at `sources`.
  func packing(_ count: Int, of sources: Location...) -> Location {
    guard sources.allSatisfy({ $0.space == .parameters }) else { return shared(count) }
    defer { packedCount += roundUp(count) + 64 }
    return Location(space: .packed, offset: packedCount, sampleStride: 0)
  }
}
