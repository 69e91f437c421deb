import Autoencoders
import Tensors

extension TracedModel {
  /// The indices of the parameters that codes and reconstructions depend on; the others serve training alone.
  ///
  /// - Throws: `ShapeError`.
  func inferenceParameters() throws -> Set<Int> {
    let program = try ExportedProgram(.whole, of: self).program
    return Set(
      NeededNodes(program).nodes.compactMap { (program.graph.nodes[$0].operation as? ParameterValue)?.index })
  }
}
