import Foundation

/// A plugin of XLA that passes calls on to another, writes some down, and may fail.
package struct FaultyPlugin {
  /// A call that fails.
  package enum Call: String, Sendable {
    case compile = "CLIENT_COMPILE"
    case run = "LOADED_EXECUTABLE_EXECUTE"
    case send = "CLIENT_BUFFER_FROM_HOST_BUFFER"
    case read = "BUFFER_TO_HOST_BUFFER"
    case wait = "EVENT_AWAIT"
  }

  /// A failure of every call of a kind.
  package struct Fault: Sendable {
    /// The call.
    package var call: Call
    /// The status code, Abseil's.
    package var code: Int
    package var message: String
    /// The file whose existence makes calls fail.
    package var trigger: String

    package init(_ call: Call, code: Int, _ message: String, when trigger: String = "/") {
      (self.call, self.code, self.message, self.trigger) = (call, code, message, trigger)
    }
  }

  /// The library.
  package let path: String
  private let trace: String

  /// Compiles the plugin, in `folder`.
  ///
  /// - Parameters:
  ///   - plugin: The plugin that does the work.
  ///   - fault: What fails; nil for nothing.
  ///   - folder: Where the library is.
  /// - Throws: what the compiler says.
  package init(above plugin: String, failing fault: Fault? = nil, in folder: TemporaryFolder) throws {
    path = folder("faulty-\(UUID().uuidString).so")
    trace = path + ".trace"
    let root = SourceTree.root.path
    func text(_ name: String, _ value: String) -> String { "-D\(name)=\"\(value)\"" }
    var options = [text("PLUGIN", plugin), text("TRACE", trace)]
    if let fault {
      options += ["-DFAULT=PJRT_SLOT_\(fault.call.rawValue)", "-DCODE=\(fault.code)"]
      options += [text("MESSAGE", fault.message), text("WHEN", fault.trigger)]
    }
    let result = try run(
      "clang",
      ["-shared", "-fPIC", "-I", "\(root)/Sources/CPJRT", "-I", "\(root)/Sources/CPJRT/include"] + options
        + ["\(root)/Tools/faulty-plugin.c", "-o", path])
    guard result.status == 0 else { throw CompilerError(description: result.output) }
  }

  /// The calls that were made so far: `compile`, `run`, `send`, `read`, `wait`.
  package var calls: [String] {
    get throws { try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n").map(String.init) }
  }

  private struct CompilerError: Error, CustomStringConvertible {
    let description: String
  }
}
