internal import CPJRT

/// Something that a device does meanwhile: a transfer or a run.
package final class Event: @unchecked Sendable {
  private let plugin: Plugin
  private let pointer: OpaquePointer
  private let action: String

  init(_ pointer: OpaquePointer, of plugin: Plugin, doing action: String) {
    (self.pointer, self.plugin, self.action) = (pointer, plugin, action)
  }

  /// Whether it is over, successful or not.
  package var isOver: Bool {
    var ready = false
    let error = pjrt_event_is_ready(plugin.api, pointer, &ready)
    pjrt_error_destroy(plugin.api, error)
    return error != nil || ready
  }

  /// Waits until it is over.
  ///
  /// - Throws: ``DeviceError`` when it failed.
  package func wait() throws(DeviceError) { try plugin.check(pjrt_event_await(plugin.api, pointer), action) }

  deinit { pjrt_event_destroy(plugin.api, pointer) }
}
