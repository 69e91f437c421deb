import Autoencoders
import CPUEngine
import Foundation
import Hourglass
import Tensors

/// The executor of a model in one process.
final class Engine {
  let executor: CPUExecutor
  private let process = getpid()

  /// Whether its threads are of this process, which a fork may have made.
  var isOfThisProcess: Bool { process == getpid() }

  /// - Parameter threads: How many threads compute; 0 for one a processor.
  /// - Throws: `InstructionSetError` for an unusable `HOURGLASS_ISA`.
  init(threads: Int) throws {
    let information = ProcessInfo.processInfo
    executor = CPUExecutor(
      try InstructionSet.chosen(environment: information.environment),
      threads: ThreadPool(count: threads > 0 ? threads : information.activeProcessorCount))
  }

  deinit {
    // A forked process has none of the threads.
    if isOfThisProcess { executor.threads.close() }
  }
}

/// The programs of a fitted model, each prepared when it is first used.
final class Programs {
  private static let batchSize = 256

  let fitted: Fitted
  private let engine: Engine
  private var preparedEncoder: CodeEncoder?
  private var preparedDecoder: CodeDecoder?
  private var preparedReconstructor: Reconstructor?

  init(_ fitted: Fitted, _ engine: Engine) { (self.fitted, self.engine) = (fitted, engine) }

  private var scaling: PixelScaling { fitted.configuration.training.scaling }

  func encoder() throws -> CodeEncoder {
    if let preparedEncoder { return preparedEncoder }
    let encoder = try CodeEncoder(fitted.model, scaling: scaling, executor: engine.executor)
    preparedEncoder = encoder
    return encoder
  }

  func decoder() throws -> CodeDecoder {
    if let preparedDecoder { return preparedDecoder }
    let decoder = try CodeDecoder(
      fitted.model, scaling: scaling, batchSize: Self.batchSize, executor: engine.executor)
    preparedDecoder = decoder
    return decoder
  }

  func reconstructor() throws -> Reconstructor {
    if let preparedReconstructor { return preparedReconstructor }
    let reconstructor = try Reconstructor(
      fitted.model, scaling: scaling, batchSize: Self.batchSize, executor: engine.executor)
    preparedReconstructor = reconstructor
    return reconstructor
  }
}
