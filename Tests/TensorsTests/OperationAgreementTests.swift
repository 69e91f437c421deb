import CPUEngine
import Foundation
import ReferenceEngine
import Tensors
import TestSupport
import Testing

/// Every operation has the values and gradients of the reference, whose gradients are the slopes of its values.
@Suite struct OperationAgreementTests {
  @Test(arguments: OperationCases.all)
  func `values and gradients`(_ operation: OperationCase) throws {
    for samples in [1, 3] { try check(operation, operation.experiment(samples: samples), "\(samples) samples") }
  }

  @Test(arguments: OperationCases.all)
  func `gradients of gradients`(_ operation: OperationCase) throws {
    for samples in [1, 2] {
      try check(operation, operation.gradientExperiment(samples: samples), "gradients of \(samples) samples")
    }
  }

  private func check(_ operation: OperationCase, _ experiment: Experiment, _ title: String) throws {
    let reference = try experiment.runReference()
    for set in InstructionSet.available {
      let outcome = try experiment.run(on: set, threads: 2)
      #expect(Set(outcome.keys) == Set(reference.keys), "\(title) on \(set.name)")
      for (name, wanted) in reference {
        expectClose(outcome[name], wanted, within: Tolerance.products, "\(name), \(title) on \(set.name)")
      }
    }
    guard operation.isDifferentiable else { return }
    let constants = Set(operation.operands.indices.filter { !operation.operands[$0].hasSlopes }.map { "x\($0)" })
    try experiment.checkSlopes(except: constants, title)
  }

  /// The types in `Sources/Tensors` that are operations, by their declarations.
  private static func declaredOperations() throws -> Set<String> {
    let files = try SourceTree.files(below: "Sources/Tensors", withExtensions: ["swift"])
    return Set(
      try files.flatMap { file in
        try String(contentsOf: file, encoding: .utf8).matches(of: /struct (\w+): Operation\b/).map {
          String($0.output.1)
        }
      })
  }

  @Test func `every operation has a reference and a case`() throws {
    let declared = try Self.declaredOperations()
    #expect(declared.count > 40)
    var found: Set<String> = []
    for operation in OperationCases.all {
      for experiment in [try operation.experiment(samples: 2), try operation.gradientExperiment(samples: 2)] {
        for node in try experiment.traced().graph.nodes {
          let name = "\(type(of: node.operation))"
          #expect(node.operation is any ReferenceOperation, "\(name) has no reference")
          found.insert(name)
        }
      }
    }
    #expect(declared.subtracting(found) == [], "operations without a case")
    #expect(found.subtracting(declared) == [])
  }
}
