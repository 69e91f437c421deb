internal import CPJRT
internal import Diagnostics
internal import Foundation

/// A compiled program on a device.
package final class Executable: @unchecked Sendable {
  /// The images of a run, for advice when memory is short; nil where it is of none.
  package var sampleCount: Int?
  /// The number of results.
  package let outputCount: Int

  private let client: Client
  private let pointer: OpaquePointer

  fileprivate init(_ pointer: OpaquePointer, of client: Client) throws(DeviceError) {
    var count = 0
    if let error = pjrt_executable_output_count(client.api, pointer, &count) {
      pjrt_executable_destroy(client.api, pointer)
      throw client.plugin.take(error, "count the results of a program")
    }
    (self.pointer, self.client, outputCount) = (pointer, client, count)
  }

  deinit { pjrt_executable_destroy(client.api, pointer) }

  /// Starts a run.
  ///
  /// Arguments that the text shares with results are gone afterwards. Reading a result waits for it; what fails during the
  /// run is thrown there.
  ///
  /// - Parameter arguments: The arguments of the text's `main`, on this executable's device.
  /// - Returns: its results.
  /// - Throws: ``DeviceError``: `invalid` for arguments that are gone or do not fit, `outOfMemory`.
  package func run(_ arguments: [Buffer]) throws(DeviceError) -> [Buffer] {
    let inputs = arguments.map { Optional($0.pointer) }
    var outputs = [OpaquePointer?](repeating: nil, count: outputCount)
    try client.plugin.call("run a program") {
      pjrt_execute(client.api, pointer, inputs, inputs.count, &outputs, nil)
    }
    withExtendedLifetime(arguments) {}
    return outputs.map { Buffer($0!, of: client) }
  }

  /// An error of full memory with what a run needs and a batch that fits; other errors as they are.
  ///
  /// What fails is often reported by what reads a result later.
  package func explaining(_ error: DeviceError) -> DeviceError {
    guard error.code == .outOfMemory else { return error }
    return error.naming(memory, client.devices[0].memory, sampleCount: sampleCount)
  }

  /// The bytes that a run needs on the device; nil where the plugin does not say.
  package var memory: ExecutableMemory? {
    var (arguments, outputs, shared, temporaries): (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
    let error = pjrt_executable_memory(client.api, pointer, &arguments, &outputs, &shared, &temporaries)
    if let error {
      pjrt_error_destroy(client.api, error)
      return nil
    }
    return ExecutableMemory(
      arguments: Int(arguments), outputs: Int(outputs), shared: Int(shared), temporaries: Int(temporaries))
  }

  /// The compiled program, for the same plugin and kind of device.
  package func serialized() throws(DeviceError) -> [UInt8] {
    var bytes: UnsafeMutablePointer<CChar>?
    var count = 0
    try client.plugin.check(pjrt_serialize(client.api, pointer, &bytes, &count), "serialise a program")
    guard let bytes else { throw DeviceError(.failed, Report("no memory for a serialised program")) }
    defer { free(bytes) }
    return Array(UnsafeRawBufferPointer(start: bytes, count: count))
  }
}

/// The bytes that a run of an ``Executable`` needs on its device.
package struct ExecutableMemory: Sendable {
  /// The arguments.
  package let arguments: Int
  /// The results.
  package let outputs: Int
  /// What results share with arguments.
  package let shared: Int
  /// What exists during the run alone.
  package let temporaries: Int

  /// Creates figures, in bytes.
  package init(arguments: Int, outputs: Int, shared: Int, temporaries: Int) {
    (self.arguments, self.outputs, self.shared, self.temporaries) = (arguments, outputs, shared, temporaries)
  }

  /// All of it at once.
  package var total: Int { arguments + outputs - shared + temporaries }
}

extension Client {
  /// Compiles StableHLO.
  ///
  /// - Parameters:
  ///   - text: A module with a public function `main`.
  ///   - options: Flags and the device.
  /// - Throws: ``DeviceError``: `refused` for an operation that the plugin does not have.
  package func compile(_ text: String, options: CompileOptions = CompileOptions()) throws(DeviceError) -> Executable {
    var pointer: OpaquePointer?
    var text = text
    try plugin.call("compile a program") {
      text.withUTF8 { text in
        options.encoded.withUnsafeBufferPointer { options in
          pjrt_compile(
            api, self.pointer, pjrt_text(UnsafeRawBufferPointer(text)), pjrt_text(UnsafeRawBufferPointer(options)),
            &pointer)
        }
      }
    }
    return try Executable(pointer!, of: self)
  }

  /// Loads what ``Executable/serialized()`` returned.
  ///
  /// - Throws: ``DeviceError`` when another version of the plugin wrote it.
  package func load(_ serialized: [UInt8]) throws(DeviceError) -> Executable {
    var pointer: OpaquePointer?
    try plugin.call("load a compiled program") {
      serialized.withUnsafeBytes { pjrt_deserialize(api, self.pointer, pjrt_text($0), &pointer) }
    }
    return try Executable(pointer!, of: self)
  }
}

extension pjrt_text {
  /// A view of `bytes`, which must outlive it.
  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(bytes: bytes.baseAddress?.assumingMemoryBound(to: CChar.self), count: bytes.count)
  }
}
