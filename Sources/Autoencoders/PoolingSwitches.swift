import ImageShapes
import Tensors

extension TracedModel {
  /// The pooling switches that the decoder takes from the encoder besides the code: for each pool their number for one
  /// image, and the positions that each distinguishes.
  package func poolingSwitches() throws -> [(count: Int, positions: Int)] {
    let graph = Graph(parameters: parameters)
    _ = model.reconstruct(graph.input("images", image.dimensions))
    try graph.check()
    var seen: Set<Int> = []
    return graph.nodes.compactMap { node in
      guard let unpooling = node.operation as? Scattering, seen.insert(node.inputs[1]).inserted else { return nil }
      return (graph.nodes[node.inputs[1]].shape.count, unpooling.windows.window * unpooling.windows.window)
    }
  }
}
