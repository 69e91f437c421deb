import ONNX
import Tensors
import Testing

/// A program with the numbers of a file of 16 bits rounds as files do.
@Suite struct HalfProgramTests {
  private static let numbers: [Float] = [
    0, -0.0, 1, -1, 1.0004, 1.0006, 0.1, -1 / 3, 2049.5, -2050.7, 65504, 65519, 65521, -65536, 1e6, -1e38, .infinity,
    -.infinity, 6.2e-5, 1e-3,
  ]

  @Test func `numbers have the bits of float16`() throws {
    let graph = Graph(parameters: ParameterTable([]))
    let x = graph.input("images", [1])
    let results = [TensorResult(x), TensorResult(3 * x)]
    let half = try HalfProgram(Program(graph, tensors: results), results: results, parameters: FlatVector(count: 0))
    let values = half.program.values(
      of: half.results, half.parameters, samples: Self.numbers.count, images: Self.numbers, labels: [])
    let rounded = HalfFloat.values(ofBits: Self.numbers.map { HalfFloat.bits(of: $0) })
    #expect(values[0] == rounded)
    #expect(values[1] == rounded.map { HalfFloat.value(ofBits: HalfFloat.bits(of: 3 * $0)) })
  }

  @Test func `parameters and the numbers of functions are rounded, and products with their bias once`() throws {
    let (weight, bias) = (Parameter([2, 1], .constant(0)), Parameter([2], .constant(0), role: .bias))
    let table = ParameterTable([("weight", weight), ("bias", bias)])
    let graph = Graph(parameters: table)
    let x = graph.input("images", [1])
    let product = x.multiplied(byTransposed: graph.value(of: weight)).adding(bias: graph.value(of: bias))
    let results = [TensorResult(product), TensorResult(0.3 * product)]
    let parameters = FlatVector(count: table.vectorCount)
    parameters.replace(table[0].range, by: [0.1, 3.3])
    parameters.replace(table[1].range, by: [1000.1, -0.7])
    let half = try HalfProgram(Program(graph, tensors: results), results: results, parameters: parameters)
    let input: [Float] = [0.7, -11.3]
    let values = half.program.values(of: half.results, half.parameters, samples: 2, images: input, labels: [])
    func rounded(_ number: Float) -> Float { HalfFloat.value(ofBits: HalfFloat.bits(of: number)) }
    let expected = input.flatMap { x in
      [(Float(0.1), Float(1000.1)), (3.3, -0.7)].map { w, b in rounded(rounded(x) * rounded(w) + rounded(b)) }
    }
    #expect(values[0] == expected)
    #expect(values[1] == expected.map { rounded(rounded(0.3) * $0) })
  }
}
