internal import CPJRT
internal import Diagnostics

/// One device of a ``Client``, which must outlive it.
package struct Device: @unchecked Sendable {
  /// The plugin's number of the device.
  package let identifier: Int
  /// The system's number of the device, `0` of `cuda:0`.
  package let hardware: Int
  /// The vendor's name of its kind: `NVIDIA H200`.
  package let kind: String
  /// The plugin's name of the device: `CpuDevice(id=0)`.
  package let name: String

  let pointer: OpaquePointer
  private let plugin: Plugin

  static func all(of client: OpaquePointer, plugin: Plugin) throws(DeviceError) -> [Device] {
    var pointers: UnsafePointer<OpaquePointer?>?
    var count = 0
    try plugin.check(pjrt_client_devices(plugin.api, client, &pointers, &count), "list the devices")
    var devices: [Device] = []
    for index in 0..<count {
      if let pointer = pointers?[index] { devices.append(try Device(pointer, plugin: plugin)) }
    }
    guard !devices.isEmpty else {
      throw DeviceError(
        .noDevice, Report("the plugin finds no device", place: plugin.name, cure: DeviceError.cure(.noDevice)))
    }
    return devices
  }

  private init(_ pointer: OpaquePointer, plugin: Plugin) throws(DeviceError) {
    var (identifier, hardware): (Int32, Int32) = (0, 0)
    var (kind, name) = (pjrt_text(), pjrt_text())
    try plugin.check(
      pjrt_device_describe(plugin.api, pointer, &identifier, &hardware, &kind, &name), "describe a device")
    (self.identifier, self.hardware) = (Int(identifier), Int(hardware))
    (self.kind, self.name) = (String(kind), String(name))
    (self.pointer, self.plugin) = (pointer, plugin)
  }

  /// The bytes of the device's memory; nil where the plugin does not say.
  package var memory: DeviceMemory? {
    var memory = pjrt_memory()
    if let error = pjrt_device_memory(plugin.api, pointer, &memory) {
      pjrt_error_destroy(plugin.api, error)
      return nil
    }
    return DeviceMemory(
      used: Int(memory.used), peak: memory.peak < 0 ? nil : Int(memory.peak),
      limit: memory.limit < 0 ? nil : Int(memory.limit))
  }
}

/// Bytes of a device's memory.
package struct DeviceMemory: Sendable {
  /// In use.
  package let used: Int
  /// The most that was in use; nil where unknown.
  package let peak: Int?
  /// What this process may use; nil where unknown.
  package let limit: Int?

  /// Creates figures, in bytes.
  package init(used: Int, peak: Int?, limit: Int?) { (self.used, self.peak, self.limit) = (used, peak, limit) }
}
