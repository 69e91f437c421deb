import Diagnostics
import ImageShapes
import Tensors
import Testing

/// Shapes that do not fit are reported with layer, need, find and cure.
@Suite struct ShapeErrorTests {
  private let weight = Parameter([4, 3, 3, 3], .constant(0))
  private let matrix = Parameter([4, 3], .constant(0))
  private let bias = Parameter([4], .constant(0))

  private func graph() -> Graph {
    Graph(
      parameters: ParameterTable([
        (name: "encoder.weight", parameter: weight), (name: "decoder.0.weight", parameter: matrix),
        (name: "encoder.bias", parameter: bias),
      ]))
  }

  /// The error of a trace.
  private func failure(_ trace: (Graph) -> Void) -> ShapeError? {
    let graph = graph()
    trace(graph)
    do {
      try graph.check()
      return nil
    } catch {
      return error
    }
  }

  @Test func `a wrong number of channels`() throws {
    let error = try #require(
      failure { $0.input("x", [1, 8, 9]).convolved(with: $0.value(of: weight)).discard() })
    #expect(error.code == .channels)
    #expect(error.report.place == "encoder, convolution")
    #expect(error.report.expected == "3 channels")
    #expect(error.report.got == "1 in [n, 1, 8, 9]")
    #expect(error.report.cure == "give the layer 1 input channels")
    #expect(
      error.description == "encoder, convolution: the filters have a different number of channels"
        + " (expected 3 channels, got 1 in [n, 1, 8, 9]); give the layer 1 input channels")
  }

  @Test func `a wrong number of features`() throws {
    let error = try #require(failure { $0.input("x", [5]).multiplied(byTransposed: $0.value(of: matrix)).discard() })
    #expect(error.code == .channels)
    #expect(error.report.place == "decoder.0, matrix product")
    #expect(error.report.expected == "[n, 3]")
    #expect(error.report.got == "[n, 5]")
    #expect(error.report.cure == "give the layer 5 inputs")
  }

  @Test func `a wrong number of dimensions`() throws {
    let traces: [(String, (Graph) -> Void)] = [
      ("encoder, convolution", { $0.input("x", [27]).convolved(with: $0.value(of: weight)).discard() }),
      ("decoder.0, convolution", { $0.input("x", [3, 9, 9]).convolved(with: $0.value(of: matrix)).discard() }),
      (
        "decoder.0, matrix product",
        { $0.input("x", [3, 9, 9]).multiplied(byTransposed: $0.value(of: matrix)).discard() }
      ),
      ("encoder, matrix product", { $0.input("x", [3]).multiplied(byTransposed: $0.value(of: weight)).discard() }),
      ("padding", { $0.input("x", [9]).padded(by: Margins(1)).discard() }),
      ("decoder.0, relu", { relu($0.value(of: matrix)).discard() }),
      ("decoder.0, sum per sample", { $0.value(of: matrix).summedPerSample().discard() }),
      ("batch mean", { $0.input("x", [3]).batchMean().discard() }),
      ("sum of squares", { $0.input("x", [3]).sumOfSquares().discard() }),
    ]
    for (place, trace) in traces {
      let error = try #require(failure(trace), "\(place)")
      #expect(error.code == .rank, "\(place)")
      #expect(error.report.place == place)
      #expect(error.report.expected != nil && error.report.got != nil, "\(place)")
    }
  }

  @Test func `a kernel larger than the image`() throws {
    let error = try #require(
      failure { $0.input("x", [3, 2, 9]).convolved(with: $0.value(of: weight)).discard() })
    #expect(error.code == .kernel)
    #expect(error.report.place == "encoder, convolution")
    #expect(error.report.expected == "at most 2x9")
    #expect(error.report.got == "3x3 on [n, 3, 2, 9] with padding 0")
    #expect(error.report.cure?.isEmpty == false)
  }

  @Test func `operands that differ`() throws {
    let traces: [(String, (Graph) -> Void)] = [
      ("add", { ($0.input("x", [3]) + $0.input("t", [4])).discard() }),
      ("multiply", { ($0.input("x", [3]) * $0.input("t", [3, 1])).discard() }),
      ("decoder.0, subtract", { ($0.value(of: matrix) - $0.input("t", [4, 3])).discard() }),
      ("squared error", { $0.input("x", [3]).squaredError(to: $0.input("t", [4])).discard() }),
      ("binary cross-entropy", { $0.input("x", [3]).binaryCrossEntropy(to: $0.input("t", [4])).discard() }),
      ("encoder, bias", { $0.input("x", [3, 2, 2]).adding(bias: $0.value(of: bias)).discard() }),
    ]
    for (place, trace) in traces {
      let error = try #require(failure(trace), "\(place)")
      #expect(error.code == .mismatch, "\(place)")
      #expect(error.report.place == place)
      #expect(error.report.expected != nil && error.report.got != nil, "\(place)")
    }
  }

  @Test func `a reshape that changes the number of elements`() throws {
    let error = try #require(failure { $0.input("x", [3, 4]).reshaped(to: [5, 2]).discard() })
    #expect(error.code == .count)
    #expect(error.report.place == "reshape")
    #expect(error.report.expected == "10 elements for [n, 5, 2]")
    #expect(error.report.got == "12 in [n, 3, 4]")
  }

  @Test func `arguments out of range`() throws {
    let traces: [(Graph) -> Void] = [
      { $0.input("x", [3, 9, 9]).convolved(with: $0.value(of: weight), stride: 0).discard() },
      { $0.input("x", [3, 9, 9]).convolved(with: $0.value(of: weight), padding: -1).discard() },
      { $0.input("x", [3, 9, 9]).padded(by: Margins(top: 0, bottom: 0, left: -1, right: 0)).discard() },
    ]
    for trace in traces { #expect(failure(trace)?.code == .argument) }
  }

  @Test func `the first error wins, and nothing after it traps`() throws {
    let graph = graph()
    let failed = graph.input("x", [1, 8, 9]).convolved(with: graph.value(of: weight))
    // Each of these would not fit either, whatever shape the failed value is thought to have.
    let code = relu(failed.adding(bias: graph.value(of: bias))).flattened()
    let output = code.multiplied(byTransposed: graph.value(of: matrix)).reshaped(to: [7])
    let again = output.padded(by: Margins(2)).convolved(with: graph.value(of: weight), stride: 3)
    let loss = again.squaredError(to: graph.input("t", [5])).batchMean() + graph.value(of: matrix).sumOfSquares()
    _ = again.binaryCrossEntropy(to: output).mean()
    #expect(graph.gradients(of: loss).allSatisfy { $0 == nil })
    #expect(throws: ShapeError.self) { try graph.check() }
    let error = #expect(throws: ShapeError.self) {
      try Program(graph, scalars: [ScalarResult(loss)], differentiating: loss)
    }
    #expect(error?.code == .channels)
    #expect(error?.report.place == "encoder, convolution")
  }

  @Test func `a trace that fits has no error`() {
    let none = failure {
      $0.input("x", [3, 8, 9]).convolved(with: $0.value(of: weight), padding: 1).adding(bias: $0.value(of: bias))
        .discard()
    }
    #expect(none == nil)
  }
}

extension Tensor {
  /// Only the trace matters.
  fileprivate func discard() {}
}
