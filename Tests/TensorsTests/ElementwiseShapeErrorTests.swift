import Diagnostics
import ImageShapes
import Tensors
import Testing

/// Shapes that do not fit elementwise operations are reported.
@Suite struct ElementwiseShapeErrorTests {
  private func expect(
    _ code: ShapeError.Code, _ place: String, _ title: SourceLocation = #_sourceLocation,
    _ trace: (_ x: (Int...) -> Tensor, _ w: Tensor) -> Tensor
  ) throws {
    let weight = Parameter([4, 3], .constant(0))
    let graph = Graph(parameters: ParameterTable([(name: "encoder.weight", parameter: weight)]))
    _ = trace({ graph.input("x", $0) }, graph.value(of: weight))
    let error = try #require(#expect(throws: ShapeError.self, sourceLocation: title) { try graph.check() })
    #expect(error.code == code, sourceLocation: title)
    #expect(error.report.place == place, sourceLocation: title)
    #expect(error.report.expected != nil && error.report.got != nil, sourceLocation: title)
  }

  @Test func `activations and arithmetic`() throws {
    try expect(.rank, "encoder, gelu") { _, w in gelu(w) }
    try expect(.mismatch, "divide") { x, _ in x(3) / x(4) }
    try expect(.mismatch, "encoder, divide") { x, w in w / x(4, 3) }
  }

  @Test func `channels`() throws {
    try expect(.argument, "slice") { x, _ in x(3, 2, 2).sliced(1..<4) }
    try expect(.argument, "slice") { x, _ in x(3).sliced(-1..<2) }
    try expect(.argument, "slice") { x, _ in x(3).sliced(1..<1) }
    try expect(.rank, "slice") { x, _ in x().sliced(0..<1) }
    try expect(.rank, "encoder, slice") { _, w in w.sliced(0..<1) }
    try expect(.mismatch, "concatenation") { x, _ in concatenated([x(3, 2, 2), x(3, 2, 3)]) }
    try expect(.mismatch, "concatenation") { x, _ in concatenated([x(3), x(3, 1)]) }
    try expect(.rank, "encoder, concatenation") { x, w in concatenated([x(3), w]) }
    try expect(.mismatch, "encoder, scaling of channels") { x, w in x(4, 3, 2).scaled(byChannels: w) }
    try expect(.channels, "repetition over channels") { x, _ in x(2, 3, 3).repeatedOverChannels(4) }
    try expect(.argument, "repetition over channels") { x, _ in x(1, 3, 3).repeatedOverChannels(0) }
    try expect(.rank, "sum over channels") { x, _ in x().summedOverChannels() }
  }

  @Test func `operands that all samples share`() throws {
    try expect(.mismatch, "encoder, addition of a shared value") { x, w in x(3, 4).adding(shared: w) }
    try expect(.mismatch, "product with a shared value") { x, _ in x(3, 4).multiplied(byShared: x(3, 4)) }
    try expect(.rank, "encoder, sum over the batch") { _, w in w.summedOverBatch() }
    try expect(.rank, "repetition over the batch") { x, _ in x(4, 3).repeatedOverBatch() }
    try expect(.rank, "broadcast") { x, _ in x(1).broadcast(to: [3]) }
  }

  @Test func `groups`() throws {
    try expect(.count, "softmax") { x, _ in x(10).softmax(groupsOf: 3) }
    try expect(.argument, "log-softmax") { x, _ in x(10).logSoftmax(groupsOf: 0) }
    try expect(.rank, "log-sum-exp") { x, _ in x(10, 1).logSumExp(groupsOf: 5) }
    try expect(.count, "sum in groups") { x, _ in x(10).summedInGroups(of: 4) }
    try expect(.argument, "repetition in groups") { x, _ in x(10).repeatedInGroups(of: 0) }
    try expect(.rank, "encoder, repetition in groups") { _, w in w.repeatedInGroups(of: 2) }
    try expect(.rank, "one-hot") { x, _ in x(2).oneHot(classes: 3) }
    try expect(.argument, "one-hot") { x, _ in x(1).oneHot(classes: 0) }
  }

  @Test func `algebra of parameters`() throws {
    try expect(.rank, "transpose") { x, _ in x(4, 3).transposed() }
    try expect(.rank, "sum of rows") { x, _ in x(4, 3).rowSums() }
    try expect(.rank, "transpose") { _, w in w.rowSumsOfSquares().transposed() }
    try expect(.rank, "sum") { x, _ in x(4).sum() }
    try expect(.count, "encoder, reshape") { _, w in w.reshaped(to: [5, 2]) }
  }

  @Test func `losses`() throws {
    try expect(.mismatch, "absolute error") { x, _ in x(4).absoluteError(to: x(3)) }
    try expect(.mismatch, "huber error") { x, _ in x(4).huberError(to: x(3)) }
    try expect(.argument, "huber error") { x, _ in x(4).huberError(to: x(4), delta: 0) }
    try expect(.argument, "huber error") { x, _ in x(4).huberError(to: x(4), delta: .nan) }
  }

  @Test func `nothing after an error traps`() throws {
    let graph = Graph(parameters: ParameterTable([]))
    let failed = graph.input("x", []).sliced(0..<3)
    let y = concatenated([failed, graph.input("y", [3])]).softmax(groupsOf: 7).oneHot(classes: 3).transposed()
    let z = gelu(y.summedOverBatch().rowSumsOfSquares() / failed).broadcast(to: [2]).stopGradient()
    let loss = z.huberError(to: failed, delta: -1).meanOverBatch() + y.absoluteSum()
    #expect(graph.gradients(of: loss, withRespectTo: [failed]).allSatisfy { $0 == nil })
    #expect(throws: ShapeError.self) { try graph.check() }
  }
}
