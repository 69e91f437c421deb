import ReferenceEngine
import Tensors
import Testing
import XLAEngine

/// Random draws are a function of the position in the run, on every device.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct DrawTests {
  @Test(arguments: [
    RunPosition(), RunPosition(seed: 0xFEDC_BA98_7654_3210, step: 1), RunPosition(seed: 3, step: 4_294_967_295),
    .evaluation(seed: 5, of: [9, 2, 2_000_000_000, 0, 7][...]),
  ])
  func `uniform numbers have the processor's bits, normal ones its digits`(_ position: RunPosition) throws {
    let shapes = [[1], [5], [3, 5, 7], [33]]
    let graph = Graph(parameters: ParameterTable([]))
    let uniform =
      shapes.map { TensorResult(graph.draw(.uniform, $0)) } + [TensorResult(graph.drawShared(.uniform, [6]))]
    let normal = shapes.map { TensorResult(graph.draw(.normal, $0)) } + [TensorResult(graph.drawShared(.normal, [6]))]
    let program = try Program(graph, tensors: uniform + normal)
    func draws(on executor: some TensorExecutor) -> [[Float]] {
      // On a device the batch is padded.
      let prepared = executor.prepare(program, capacity: 7)
      let parameters = executor.makeVector(count: 0)
      prepared.run(count: 5, feeds: [:], parameters: parameters, gradients: nil, at: position)
      return (uniform + normal).map { prepared.values(of: $0) }
    }
    let wanted = Executors.onProcessor { draws(on: $0) }
    try Executors.eachPlugin { executor, plugin in
      let found = draws(on: executor)
      for index in uniform.indices {
        #expect(found[index].map(\.bitPattern) == wanted[index].map(\.bitPattern), "\(plugin)")
        let normal = index + uniform.count
        #expect(difference(found[normal], wanted[normal]) <= 1e-6, "\(plugin)")
      }
    }
  }

  @Test func `the next step compiles nothing, and draws other numbers`() throws {
    let graph = Graph(parameters: ParameterTable([]))
    let result = TensorResult(graph.draw(.uniform, [8]))
    let program = try Program(graph, tensors: [result])
    for client in TestPlugins.clients {
      var compilations = 0
      let executor = XLAExecutor(try client.get(), report: { _ in compilations += 1 })
      let prepared = executor.prepare(program, capacity: 2)
      let parameters = executor.makeVector(count: 0)
      func draws(_ step: Int) -> [Float] {
        prepared.run(
          count: 2, feeds: [:], parameters: parameters, gradients: nil, at: RunPosition(seed: 1, step: step))
        return prepared.values(of: result)
      }
      let first = draws(0)
      let reported = compilations
      #expect(reported > 0)
      #expect(draws(1) != first)
      #expect(draws(0) == first)
      #expect(compilations == reported)
    }
  }
}
