import Tensors

extension TracedModel {
  /// The minimum number of values per channel and image over the batch normalisations of training: 1 after a dense
  /// layer, whose statistics a batch of one image does not have; nil for a model without batch normalisation.
  package func valuesPerBatchStatistic() throws -> Int? {
    var counts: [Int] = []
    for objective in stages.flatMap(\.objectives) {
      let graph = try training(objective).program.graph
      for node in graph.nodes where (node.operation as? Normalization)?.statistics == .ofBatch {
        counts.append(graph.nodes[node.inputs[0]].shape.elementsPerChannel)
      }
    }
    return counts.min()
  }
}
