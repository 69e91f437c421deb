import CPUEngine
import Tensors
import XLAEngine

/// Executors that tests compare.
enum Executors {
  /// Flags for programs that run a few times only: compiling takes most of a test's time.
  static let quickly: [String: CompileOptions.Flag] = ["xla_backend_optimization_level": .integer(0)]

  /// Calls `body` with an executor of each plugin; of one of them where `number` is given, in turn.
  static func eachPlugin(
    inTurn number: Int? = nil, _ body: (_ executor: XLAExecutor, _ plugin: String) throws -> Void
  ) throws {
    let clients = TestPlugins.clients
    for client in number.map({ [clients[$0 % clients.count]] }) ?? clients {
      let client = try client.get()
      try body(XLAExecutor(client, flags: quickly), client.plugin.name)
    }
  }

  /// The result of `body` with an executor for the processor.
  static func onProcessor<Result>(_ body: (CPUExecutor) throws -> Result) rethrows -> Result {
    let threads = ThreadPool(count: 1)
    defer { threads.close() }
    return try body(CPUExecutor(InstructionSet.available[0], threads: threads))
  }
}
