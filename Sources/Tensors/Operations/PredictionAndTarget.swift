import Diagnostics

extension Shape {
  /// The shape rule of losses: a prediction and a target of one shape give a number per sample, `[n]`.
  package static func perSample(prediction: Shape, target: Shape) throws(ShapeError) -> Shape {
    guard prediction == target, prediction.isBatched else {
      throw ShapeError(
        .mismatch, Report("prediction and target differ in shape", expected: "\(target)", got: "\(prediction)"))
    }
    return .batched([])
  }
}
