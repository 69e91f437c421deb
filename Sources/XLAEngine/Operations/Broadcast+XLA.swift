import Tensors

extension Broadcast: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { node[0].broadcast(along: axes, of: target, samples: node.samples) }
}

extension Value {
  /// `self`, a value without the `axes` of `shape`, repeated along them.
  func broadcast(along axes: Axes, of shape: Shape, samples: Int) -> Value {
    let dimensions = shape.dimensions(samples: samples)
    let missing = shape.places(of: axes)
    let kept = dimensions.indices.filter { !missing.contains($0) }
    // A reduction over channels alone leaves one.
    return reshaped(to: kept.map { dimensions[$0] }).broadcast(to: dimensions, axes: kept)
  }
}
