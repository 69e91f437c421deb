import Tensors
import Testing

/// Values and gradients are the reference's, whose gradients are the slopes of its losses.
@Suite struct GradientTests {
  @Test(arguments: CheckedModels.all.indices)
  func `of every model of the collection`(index: Int) throws { try check(CheckedModels.all[index]) }

  @Test(arguments: SpatialModels.all.indices)
  func `of models with spatial operations`(index: Int) throws { try check(SpatialModels.all[index]) }

  private func check(_ model: CheckedModel) throws {
    try model.experiment.checkAgainstReference(within: Tolerance.composed, hasSlopes: true, model.name)
  }
}
