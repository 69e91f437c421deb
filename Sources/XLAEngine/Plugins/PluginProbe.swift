/// What a plugin says of itself and its devices.
public struct PluginProbe: Codable, Hashable, Sendable {
  /// One device.
  public struct Device: Codable, Hashable, Sendable {
    /// The vendor's name of its kind: `NVIDIA H200`.
    public let kind: String
    /// The bytes of memory that a process may use; nil where the plugin does not say.
    public let memoryLimit: Int?
  }

  /// The version of PJRT's interface.
  public let interfaceVersion: String
  /// The plugin's name for its kind of device.
  public let platform: String
  /// The version of what lies below it.
  public let platformVersion: String
  /// The devices; at least one.
  public let devices: [Device]

  /// Loads the plugin at `path` and starts it.
  ///
  /// A plugin that is broken may end the process: ask in one of its own.
  ///
  /// - Throws: ``DeviceError``.
  public init(path: String, name: String? = nil) throws(DeviceError) {
    let client = try Client(Plugin(path: path, name: name))
    interfaceVersion = client.plugin.version
    platform = client.platform
    platformVersion = client.platformVersion
    devices = client.devices.map { Device(kind: $0.kind, memoryLimit: $0.memory?.limit) }
  }
}
