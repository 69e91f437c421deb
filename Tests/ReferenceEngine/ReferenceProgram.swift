package import Tensors

/// A program of the reference, with the values of its last run.
package final class ReferenceProgram: PreparedProgram {
  package let capacity: Int
  package private(set) var sampleCount = 0
  private let program: Program
  /// What is computed: results, gradients and next values of statistics.
  private let wanted: [Int]
  private var values: [Int: ReferenceTensor] = [:]

  init(_ program: Program, capacity: Int) {
    (self.program, self.capacity) = (program, capacity)
    wanted =
      program.resultNodes.map(\.id) + program.gradients.compactMap { $0?.id } + program.statistics.compactMap { $0?.id }
  }

  package func run(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, gradients: (any DeviceVector)?,
    at position: RunPosition
  ) {
    guard count >= 1, count <= capacity else { fatalError("a batch of \(count) for a capacity of \(capacity)") }
    sampleCount = count
    let numbers = parameters.reference.values
    let batch = ReferenceBatch(
      samples: count, inputs: inputs(feeds, count: count),
      parameters: program.graph.parameters.map { Array(numbers[$0.range]) }, at: position)
    values = program.graph.referenceValues(ofNodes: wanted, for: batch)
    guard let gradients = gradients?.reference else { return }
    for (entry, gradient) in zip(program.graph.parameters, program.gradients)
    where entry.parameter.role.isTrained {
      gradients.values.replaceSubrange(
        entry.range, with: gradient.map { value($0).values } ?? entry.range.map { _ in 0 })
    }
  }

  /// The numbers of each input that the graph reads.
  private func inputs(_ feeds: [String: Feed], count: Int) -> [String: [Double]] {
    var numbers: [String: [Double]] = [:]
    for node in program.graph.nodes {
      guard let input = node.operation as? Input, let feed = feeds[input.inputName] else { continue }
      numbers[input.inputName] = feed.numbers(samples: count, elements: node.shape.count)
    }
    return numbers
  }

  package func renewStatistics(of parameters: any DeviceVector, in ranges: [Range<Int>]) {
    for range in ranges {
      guard let index = program.graph.parameters.firstIndex(where: { $0.range == range }),
        let next = program.statistics[index]
      else { fatalError("the program renews no statistic at \(range)") }
      parameters.reference.values.replaceSubrange(range, with: value(next).values)
    }
  }

  package func value(of result: ScalarResult) -> Float { Float(number(of: result)) }

  package func read(
    _ result: TensorResult, factor: Float, summand: Float, into host: UnsafeMutableBufferPointer<Float>
  ) {
    for (i, x) in numbers(of: result).enumerated() { host[i] = Float(Double(factor) * x + Double(summand)) }
  }

  /// The value of a scalar after the last run, in Double.
  package func number(of result: ScalarResult) -> Double { value(result.node.id).number }

  /// The elements of a result after the last run, in Double.
  package func numbers(of result: TensorResult) -> [Double] { value(result.node.id).values }

  private func value(_ tensor: Tensor) -> ReferenceTensor { value(tensor.id) }

  private func value(_ node: Int) -> ReferenceTensor {
    guard let value = values[node] else {
      fatalError("node \(node) is not a result of the program, or the program has not run")
    }
    return value
  }
}

extension Feed {
  fileprivate func numbers(samples: Int, elements: Int) -> [Double] {
    switch self {
    case .floats(let numbers):
      return (0..<samples * elements).map { Double(numbers[$0]) }
    case .scaledFloats(let base, let elementsPerSample, let indices, let scale, let offset):
      return (0..<samples).flatMap { sample in
        (0..<elements).map { element in
          Double(base[Int(indices[sample]) * elementsPerSample + element]) * Double(scale) + Double(offset)
        }
      }
    case .bytes(let base, let bytesPerSample, let indices, let scale, let offset):
      return (0..<samples).flatMap { sample in
        (0..<elements).map { element in
          Double(base[Int(indices[sample]) * bytesPerSample + element]) * Double(scale) + Double(offset)
        }
      }
    }
  }
}

@available(*, unavailable)
extension ReferenceProgram: Sendable {}
