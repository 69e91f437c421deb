import CPUEngine
import Diagnostics
import Tensors
import Testing

/// Broken invariants stop the process with their message, in release builds too.
@Suite struct RequireTests {
  @Test func `require prints what it was given`() async throws {
    let result = try #require(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        require(2 + 2 == 5, "the sum is \(2 + 2)")
      })
    #expect(String(decoding: result.standardErrorContent, as: UTF8.self).contains("the sum is 4"))
  }

  @Test func `require lets pass what holds`() async {
    await #expect(processExitsWith: .success) { require(2 + 2 == 4, "not printed") }
  }

  @Test func `a batch larger than the program's capacity is refused`() async throws {
    let result = try #require(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let graph = Graph(parameters: ParameterTable([]))
        let program = try Program(graph, tensors: [TensorResult(graph.input("x", [1]))])
        let executor = CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: 1))
        executor.prepare(program, capacity: 3)
          .run(count: 4, feeds: [:], parameters: FlatVector(count: 0), gradients: nil)
      })
    #expect(String(decoding: result.standardErrorContent, as: UTF8.self).contains("prepared for 1 to 3"))
  }

  @Test func `a result of another program is refused`() async throws {
    let result = try #require(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let graphs = [Graph(parameters: ParameterTable([])), Graph(parameters: ParameterTable([]))]
        let results = graphs.map { TensorResult($0.draw(.uniform, [1])) }
        let executor = CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: 1))
        let prepared = executor.prepare(try Program(graphs[0], tensors: [results[0]]), capacity: 1)
        prepared.run(count: 1, feeds: [:], parameters: FlatVector(count: 0), gradients: nil)
        _ = prepared.values(of: results[1])
      })
    #expect(String(decoding: result.standardErrorContent, as: UTF8.self).contains("another program"))
  }
}
