import CHourglass
import Foundation
import Hourglass
import Settings
import Synchronization

/// The object behind a `hourglass_model *`, used by one thread at a time.
final class Model {
  /// What data sets are called in settings of models that are fitted to arrays.
  static let arrayName = "array"

  let settings: RunSettings
  let threads: Int
  /// What it is fitted to; nil before.
  var fitted: Fitted? {
    didSet { programs = nil }
  }
  /// Where ``partialFit(_:_:)`` is; nil where it was not called since the last fit.
  var partial: PartialTraining?
  /// The run with its images, once they were asked for.
  var run: Run?
  private var engine: Engine?
  private var programs: Programs?
  /// The process whose thread is using the model; 0 for none.
  private let user = Atomic<pid_t>(0)

  /// Creates a model that is not fitted.
  ///
  /// - Parameters:
  ///   - settings: The settings, with whatever data set.
  ///   - threads: How many threads compute; 0 for one a processor.
  /// - Throws: ``InterfaceError`` for a number of threads that is out of range.
  init(_ settings: RunSettings, threads: Int32) throws {
    guard (0...1024).contains(threads) else {
      throw InterfaceError.badValue("threads is out of range", expected: "0 to 1024", got: "\(threads)")
    }
    (self.settings, self.threads) = (settings, Int(threads))
    // The first process is noted before any fork.
    _ = isOfFirstProcess
  }

  /// Calls `body` while no other thread uses the model.
  ///
  /// - Throws: ``InterfaceError`` where one does, or did when the process was forked; what `body` throws.
  func using<R>(_ body: () throws -> R) throws -> R {
    let process = getpid()
    let (isFree, other) = user.compareExchange(expected: 0, desired: process, ordering: .acquiringAndReleasing)
    guard isFree else { throw other == process ? Self.busy : Self.forked }
    defer { user.store(0, ordering: .releasing) }
    if engine?.isOfThisProcess == false { (engine, programs) = (nil, nil) }
    return threads > 0 ? try StatisticsThreads.limited(to: threads, body) : try body()
  }

  private static let busy = InterfaceError(
    .busy,
    Report("another thread is using the model", cure: "wait for it, or give each thread a copy of the model"))
  private static let forked = InterfaceError(
    .forked,
    Report(
      "the process was forked while a thread was using the model", cure: "fit or load a model in this process"))

  /// Whether no thread uses it, in this process or in the one that it was forked from.
  var isFree: Bool { user.load(ordering: .acquiring) == 0 }

  /// The engine of this process.
  func usedEngine() throws -> Engine {
    if let engine { return engine }
    let engine = try Engine(threads: threads)
    self.engine = engine
    return engine
  }

  /// The programs of the fitted model.
  ///
  /// - Throws: ``InterfaceError`` where it is not fitted.
  func usedPrograms() throws -> Programs {
    if let programs { return programs }
    guard let fitted else {
      throw InterfaceError(.notFitted, Report("the model is not fitted yet", cure: "call fit first"))
    }
    let programs = Programs(fitted, try usedEngine())
    self.programs = programs
    return programs
  }
}

extension Model {
  /// The model of a handle.
  static func of(_ handle: OpaquePointer?) throws -> Model {
    Unmanaged<Model>.fromOpaque(UnsafeRawPointer(try handle.argument("model"))).takeUnretainedValue()
  }

  /// A handle that owns the model.
  var handle: OpaquePointer { OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }
}
