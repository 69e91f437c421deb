import Tensors
import Testing

/// Gradients are the slopes of an independent reference in Double.
@Suite struct GradientTests {
  @Test(arguments: CheckedModels.all.indices)
  func `of every model of the collection`(index: Int) throws { try check(CheckedModels.all[index]) }

  @Test(arguments: SpatialModels.all.indices)
  func `of models with spatial operations`(index: Int) throws { try check(SpatialModels.all[index]) }

  /// Compares the loss of `model` and its gradients with the reference's, on every instruction set.
  private func check(_ model: CheckedModel) throws {
    let experiment = Experiment(
      samples: model.samples, capacity: nil, inputs: model.inputs, parameters: model.parameters
    ) { at in
      let loss = model.loss(at)
      return Traced(results: [("loss", loss)], loss: loss)
    }
    let wanted = slopes(of: model)
    for (set, outcome) in try experiment.runEverywhere() {
      expectClose(outcome["loss"], wanted["loss"] ?? [], within: Tolerance.composed, "loss of \(model.name) on \(set)")
      for numbers in model.inputs + model.parameters {
        let name = "d\(numbers.name)"
        // What the loss does not depend on: the engine names no gradient for an input, zeros for a parameter.
        guard let slope = wanted[name], outcome[name] != nil || slope.contains(where: { $0 != 0 }) else { continue }
        expectClose(outcome[name], slope, within: Tolerance.composed, "\(name) of \(model.name) on \(set)")
      }
    }
  }

  /// The loss, and its central differences for each element of each input and parameter.
  private func slopes(of model: CheckedModel) -> [String: [Double]] {
    var at: [String: ReferenceTensor] = [:]
    for numbers in model.inputs { at[numbers.name] = ReferenceTensor(numbers, samples: model.samples) }
    for numbers in model.parameters { at[numbers.name] = ReferenceTensor(numbers, samples: nil) }
    var slopes = ["loss": model.reference(at).values]
    let step = 1e-5
    for (name, tensor) in at {
      slopes["d\(name)"] = tensor.values.indices.map { i in
        func loss(_ value: Double) -> Double {
          var changed = at
          changed[name]?.values[i] = value
          return model.reference(changed).values[0]
        }
        return (loss(tensor.values[i] + step) - loss(tensor.values[i] - step)) / (2 * step)
      }
    }
    return slopes
  }
}
