import Diagnostics
import Testing
import XLAEngine

/// Programs compiled and run by plugins.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct ExecutableTests {
  /// Doubles its first argument in place, and multiplies both.
  private static let text = """
    module @m {
      func.func public @main(%a: tensor<2x3xf32> {tf.aliasing_output = 0 : i32}, %b: tensor<3x2xf32>)
          -> (tensor<2x3xf32>, tensor<2x2xf32>) {
        %0 = "stablehlo.add"(%a, %a) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
        %1 = "stablehlo.dot_general"(%a, %b) {dot_dimension_numbers = #stablehlo.dot<
          lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [0]>}
          : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
        "func.return"(%0, %1) : (tensor<2x3xf32>, tensor<2x2xf32>) -> ()
      }
    }
    """

  private func arguments(_ client: Client) throws -> [Buffer] {
    let values: [Float] = [1, 2, 3, 4, 5, 6]
    return [
      try Buffer(values, dimensions: [2, 3], on: client), try Buffer(values, dimensions: [3, 2], on: client),
    ]
  }

  @Test(arguments: TestPlugins.clients)
  func `a program computes, and takes the memory of an argument that it shares`(
    client: Result<Client, DeviceError>
  ) throws {
    let client = try client.get()
    let executable = try client.compile(Self.text)
    let arguments = try arguments(client)
    let results = try executable.run(arguments)
    #expect(try results[0].values() == [2, 4, 6, 8, 10, 12] as [Float])
    #expect(try results[1].values() == [22, 28, 49, 64] as [Float])
    #expect(try results[0].dimensions == [2, 3])
    #expect(arguments.map(\.isDeleted) == [true, false])
    let error = #expect(throws: DeviceError.self) { try executable.run(arguments) }
    #expect(error?.code == .invalid)
  }

  @Test(arguments: TestPlugins.clients)
  func `a program that was serialised computes the same`(client: Result<Client, DeviceError>) throws {
    let client = try client.get()
    let bytes = try client.compile(Self.text).serialized()
    let results = try client.load(bytes).run(arguments(client))
    #expect(try results[1].values() == [22, 28, 49, 64] as [Float])
  }

  @Test(arguments: TestPlugins.clients)
  func `an operation that a plugin does not have is refused by its name`(client: Result<Client, DeviceError>) throws {
    let text = """
      module @m {
        func.func public @main(%a: tensor<2xf32>) -> tensor<2xf32> {
          %0 = "stablehlo.custom_call"(%a) {call_target_name = "nothing"} : (tensor<2xf32>) -> tensor<2xf32>
          "func.return"(%0) : (tensor<2xf32>) -> ()
        }
      }
      """
    let error = try #require(throws: DeviceError.self) { try client.get().compile(text) }
    #expect(error.code == .refused)
    #expect(error.description.contains("nothing"))
    #expect(!error.description.contains("\n"))
  }
}
