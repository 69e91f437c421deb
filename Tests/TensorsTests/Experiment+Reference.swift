import ReferenceEngine
import Tensors
import Testing

extension Experiment {
  /// The batch of the experiment, in Double.
  private var batch: ReferenceBatch {
    ReferenceBatch(
      samples: samples,
      inputs: Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, $0.values.map(Double.init)) }),
      parameters: parameters.map { $0.values.map(Double.init) }, at: position)
  }

  /// What the reference computes: results and gradients under the names that ``run(on:threads:)`` has for them.
  func runReference() throws -> [String: [Double]] {
    let (graph, results, loss, program) = try traced()
    let named =
      results.map { (name: $0.name, tensor: $0.tensor as Tensor?) }
      + (loss == nil ? [] : zip(graph.parameters, program.gradients).map { (name: "d\($0.name)", tensor: $1) })
    let values = graph.referenceValues(ofNodes: named.compactMap { $0.tensor?.id }, for: batch)
    var outcome: [String: [Double]] = [:]
    for (name, tensor) in named {
      // The gradient of a parameter that the loss does not depend on is zero.
      let zeros = graph.parameters.first { "d\($0.name)" == name }?.range.map { _ in 0.0 }
      outcome[name] = tensor.map { values[$0.id]?.values ?? [] } ?? zeros
    }
    return outcome
  }

  /// Expects values and gradients on every instruction set to be the reference's.
  ///
  /// - Parameters:
  ///   - tolerance: Relative to max(1, |number|).
  ///   - gradientTolerance: That of gradients; the same where nil.
  ///   - threads: The numbers of threads to try, which must give the same bytes.
  ///   - hasSlopes: Whether the reference's gradients are compared with the slopes of its loss too.
  func checkAgainstReference(
    within tolerance: Double, gradientsWithin gradientTolerance: Double? = nil, threads: [Int] = [1, 2, 7],
    hasSlopes: Bool = false, _ title: String, _ place: SourceLocation = #_sourceLocation
  ) throws {
    let reference = try runReference()
    for (set, outcome) in try runEverywhere(threads: threads, place) {
      #expect(Set(outcome.keys) == Set(reference.keys), "\(title) on \(set)", sourceLocation: place)
      for (name, wanted) in reference {
        let tolerance = name.hasPrefix("d") ? gradientTolerance ?? tolerance : tolerance
        expectClose(outcome[name], wanted, within: tolerance, "\(name) of \(title) on \(set)", place)
      }
    }
    if hasSlopes { try checkSlopes(title, place) }
  }

  /// Expects the reference's gradients to be the slopes of its loss: its central differences, element by element.
  ///
  /// - Parameter names: Inputs and parameters without a gradient.
  func checkSlopes(
    except names: Set<String> = [], _ title: String, _ place: SourceLocation = #_sourceLocation
  ) throws {
    let (graph, _, traced, _) = try traced()
    guard let loss = traced else { return }
    let gradients = try runReference()
    let step = 1e-5
    var batch = batch
    func difference(_ numbers: WritableKeyPath<ReferenceBatch, Double>) -> Double {
      let number = batch[keyPath: numbers]
      defer { batch[keyPath: numbers] = number }
      let losses = [number + step, number - step].map { moved in
        batch[keyPath: numbers] = moved
        return graph.referenceValues(of: [loss], for: batch)[0].number
      }
      return (losses[0] - losses[1]) / (2 * step)
    }
    func check(_ numbers: Numbers, _ slopes: [Double]) {
      let gradient = gradients["d\(numbers.name)"] ?? slopes.map { _ in 0 }
      expectClose(gradient, slopes, within: Tolerance.slopes, "slopes in \(numbers.name) of \(title)", place)
    }
    for input in inputs where !names.contains(input.name) {
      check(input, input.values.indices.map { difference(\.inputs[input.name]![$0]) })
    }
    for (index, parameter) in parameters.enumerated() where !names.contains(parameter.name) {
      check(parameter, parameter.values.indices.map { difference(\.parameters[index][$0]) })
    }
  }
}
