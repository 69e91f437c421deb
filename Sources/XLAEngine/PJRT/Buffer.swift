internal import CPJRT
internal import Diagnostics

/// An array in a device's memory, freed at once when it is released.
///
/// An argument that an executable shares with a result (`tf.aliasing_output`) is gone after the run: using it again is an
/// error, not a crash.
package final class Buffer: @unchecked Sendable {
  let client: Client
  let pointer: OpaquePointer

  /// Takes over a buffer of the plugin.
  init(_ pointer: OpaquePointer, of client: Client) { (self.pointer, self.client) = (pointer, client) }

  deinit { pjrt_buffer_destroy(client.api, pointer) }

  /// The type of the numbers.
  package var elementType: ElementType {
    get throws(DeviceError) {
      let raw = try shape().type
      guard let type = ElementType(rawValue: raw) else {
        throw DeviceError(.invalid, Report("a buffer of a type that is not known", got: "PJRT's type \(raw)"))
      }
      return type
    }
  }

  /// The shape; empty for a scalar.
  package var dimensions: [Int] { get throws(DeviceError) { try shape().dimensions } }

  private func shape() throws(DeviceError) -> (type: Int32, dimensions: [Int]) {
    var type: Int32 = 0
    var dimensions: UnsafePointer<Int64>?
    var rank = 0
    try client.plugin.check(
      pjrt_buffer_shape(client.api, pointer, &type, &dimensions, &rank), "ask for the shape of a buffer")
    return (type, (0..<rank).map { Int(dimensions![$0]) })
  }

  /// The bytes that it takes on the device.
  package var deviceByteCount: Int {
    get throws(DeviceError) {
      var bytes = 0
      try client.plugin.check(
        pjrt_buffer_device_bytes(client.api, pointer, &bytes), "ask for the size of a buffer")
      return bytes
    }
  }

  /// Whether its memory was freed, or given to a result.
  package var isDeleted: Bool {
    var deleted = false
    let error = pjrt_buffer_is_deleted(client.api, pointer, &deleted)
    pjrt_error_destroy(client.api, error)
    return error != nil || deleted
  }

  /// Frees its memory now, whoever holds it.
  package func delete() throws(DeviceError) {
    try client.plugin.check(pjrt_buffer_delete(client.api, pointer), "free a buffer")
  }

  /// Waits until what computes it, or transfers it, is done.
  ///
  /// - Throws: ``DeviceError`` when that failed.
  package func wait() throws(DeviceError) {
    var event: OpaquePointer?
    try client.plugin.check(pjrt_buffer_ready(client.api, pointer, &event), "wait for a buffer")
    if let event { try Event(event, of: client.plugin, doing: "compute a result").wait() }
  }
}
