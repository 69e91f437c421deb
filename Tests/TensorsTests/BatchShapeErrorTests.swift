import Diagnostics
import ImageShapes
import Tensors
import Testing

/// Shapes that do not fit normalisation, masks and codebooks are reported.
@Suite struct BatchShapeErrorTests {
  private let three = Parameter([3], .constant(1))
  private let four = Parameter([4], .constant(1))
  private let codebook = Parameter([4, 3], .constant(0))

  /// The error of a trace; `at` finds the parameters by name.
  private func failure(_ trace: (_ graph: Graph, _ at: [String: Tensor]) -> Tensor) -> ShapeError? {
    let table = ParameterTable([
      (name: "norm.scale", parameter: three), (name: "norm.wide", parameter: four),
      (name: "quantizer.codes", parameter: codebook),
    ])
    let graph = Graph(parameters: table)
    let at = ["three": three, "four": four, "codes": codebook].mapValues { graph.value(of: $0) }
    _ = trace(graph, at)
    do {
      try graph.check()
      return nil
    } catch {
      return error
    }
  }

  @Test func `normalisation: channels, ranks, epsilon`() throws {
    let wide = try #require(
      failure { $0.input("x", [3, 2, 2]).batchNormalized(scale: $1["three"]!, shift: $1["four"]!).values })
    #expect(wide.code == .mismatch)
    #expect(
      wide.description == "norm, batch normalisation: one number per channel is required"
        + " (expected [3] for [n, 3, 2, 2], got [4]); give the layer 3 channels")
    let scale = failure { $0.input("x", [3]).batchNormalized(scale: $1["four"]!, shift: $1["three"]!).values }
    #expect(scale?.code == .mismatch)
    let given = failure {
      $0.input("x", [3]).normalized(
        mean: $1["three"]!, variance: $1["four"]!, scale: $1["three"]!, shift: $1["three"]!)
    }
    #expect(given?.code == .mismatch)
    #expect(given?.report.place == "norm, normalisation")
    let number = failure { $0.input("x", []).batchNormalized(scale: $1["three"]!, shift: $1["three"]!).values }
    #expect(number?.code == .rank)
    let parameter = failure { $1["three"]!.batchNormalized(scale: $1["three"]!, shift: $1["three"]!).values }
    #expect(parameter?.code == .rank)
    for epsilon: Float in [0, -1, .nan, .infinity] {
      let error = failure {
        $0.input("x", [3]).batchNormalized(scale: $1["three"]!, shift: $1["three"]!, epsilon: epsilon).values
      }
      #expect(error?.code == .argument, "\(epsilon)")
      #expect(error?.report.expected == "> 0")
    }
    #expect(failure { $0.input("x", [3, 5]).batchNormalized(scale: $1["three"]!, shift: $1["three"]!).values } == nil)
  }

  @Test func `masks: ranks, k, fractions`() {
    for k in [-1, 0, 13] {
      let error = failure { graph, _ in graph.input("x", [3, 2, 2]).topMask(k) }
      #expect(error?.code == .argument, "\(k)")
      #expect(error?.report.expected == "1 to 12 for [n, 3, 2, 2]")
    }
    #expect(failure { $1["three"]!.topMask(1) }?.code == .rank)
    for fraction: Float in [0, -0.5, 1.01, .nan] {
      #expect(failure { graph, _ in graph.input("x", [3]).lifetimeMask(fraction: fraction) }?.code == .argument)
      #expect(failure { graph, _ in graph.input("x", [3, 2, 2]).lifetimeMask(fraction: fraction) }?.code == .argument)
    }
    #expect(failure { graph, _ in graph.input("x", [3, 2]).lifetimeMask(fraction: 0.5) }?.code == .rank)
    #expect(failure { $1["codes"]!.lifetimeMask(fraction: 0.5) }?.code == .rank)
    #expect(failure { graph, _ in graph.input("x", [3]).spatialMask() }?.code == .rank)
    #expect(failure { graph, _ in graph.input("x", [3, 2, 2]).topMask(12) } == nil)
  }

  @Test func `codebooks: ranks, lengths, counts`() throws {
    let length = try #require(failure { $0.input("x", [4, 2, 2]).nearestCodes(in: $1["codes"]!) })
    #expect(length.code == .channels)
    #expect(length.report.place == "quantizer, nearest codes")
    #expect(length.report.expected == "3 channels" && length.report.got == "4 in [n, 4, 2, 2]")
    #expect(failure { $0.input("x", [3, 2]).nearestCodes(in: $1["codes"]!) }?.code == .rank)
    #expect(failure { $0.input("x", [3]).nearestCodes(in: $1["three"]!) }?.code == .rank)
    #expect(failure { $1["codes"]!.codes(at: $0.input("x", [2, 5, 5])) }?.code == .rank)
    #expect(failure { $1["three"]!.codes(at: $0.input("x", [1])) }?.code == .rank)
    #expect(failure { graph, _ in graph.input("x", [1]).codeCounts(codes: 0) }?.code == .argument)
    #expect(failure { graph, _ in graph.input("x", [2]).codeCounts(codes: 5) }?.code == .rank)
    let indices = failure { graph, _ in
      graph.input("x", [3, 5, 5]).codeSums(at: graph.input("i", [1, 5, 4]), codes: 2)
    }
    #expect(indices?.code == .mismatch)
    #expect(indices?.report.expected == "[n, 1, 5, 5]")
    #expect(
      failure { graph, _ in graph.input("x", [3]).codeSums(at: graph.input("i", [1]), codes: 0) }?.code == .argument)
    #expect(failure { $1["codes"]!.codeAverages(counts: $1["three"]!) }?.code == .mismatch)
    #expect(failure { $1["codes"]!.codeAverages(counts: $1["four"]!, epsilon: 0) }?.code == .argument)
    let revived = failure {
      $1["codes"]!.revived(counts: $1["four"]!, threshold: 1, from: $0.input("x", [3, 5, 5]), choices: $1["three"]!)
    }
    #expect(revived?.code == .mismatch)
    #expect(revived?.report.expected == "[4]" && revived?.report.got == "[3]")
    #expect(
      failure {
        $1["codes"]!.revived(counts: $1["four"]!, threshold: 1, from: $0.input("x", [2]), choices: $1["four"]!)
      }?.code == .channels)
  }
}
