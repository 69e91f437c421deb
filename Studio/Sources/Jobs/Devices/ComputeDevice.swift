/// An accelerator that a training may compute on.
public struct ComputeDevice: Codable, Hashable, Sendable {
  /// The name that `--device` takes: `cuda:1`, or `cuda` where there is one alone.
  public var name: String
  /// What it is: `NVIDIA H200`.
  public var title: String
  /// The bytes of memory that a process may use; nil where they are not known.
  public var memoryLimit: Int?

  /// Creates a device; the parameters are its properties.
  public init(name: String, title: String, memoryLimit: Int? = nil) {
    (self.name, self.title, self.memoryLimit) = (name, title, memoryLimit)
  }

  /// Whether `wanted` names it: by its name, by its kind and number, or by its kind alone.
  func isNamed(_ wanted: String) -> Bool {
    wanted == name || wanted == "\(name):0" || wanted == name.prefix { $0 != ":" }
  }
}

/// A kind of device with what was found of it, as `hourglass device list --json` prints it.
public struct DeviceFinding: Codable, Hashable, Sendable {
  /// The name of the kind: `cuda`.
  public var kind: String
  /// What it is: `NVIDIA GPUs`.
  public var summary: String
  /// The driver of this machine; nil where there is none, or none is needed.
  public var driver: String?
  /// Whether the devices are GPUs, whose sums may differ from one time to the next.
  public var isGPU: Bool
  /// Whether `auto` measures the first device.
  public var isMeasured: Bool
  /// The plugin; nil where none is installed.
  public var plugin: String?
  /// The devices; empty where the plugin finds none.
  public var devices: [ComputeDevice]
  /// The precisions that the devices know, the default first.
  public var precisions: [String]
  /// Why there is no device though there is a plugin.
  public var problem: String?
  /// What `hourglass device install` installs for the kind.
  public var packages: [String]

  /// Creates a finding; the parameters are its properties.
  public init(
    kind: String, summary: String, driver: String? = nil, isGPU: Bool = false, isMeasured: Bool = false,
    plugin: String? = nil, devices: [ComputeDevice] = [], precisions: [String] = [], problem: String? = nil,
    packages: [String] = []
  ) {
    (self.kind, self.summary, self.driver, self.isGPU, self.isMeasured) = (kind, summary, driver, isGPU, isMeasured)
    (self.plugin, self.devices, self.precisions) = (plugin, devices, precisions)
    (self.problem, self.packages) = (problem, packages)
  }

  // As a decoder that converts from snake case has them.
  private enum CodingKeys: String, CodingKey {
    case kind, summary, driver, isMeasured, plugin, devices, precisions, problem, packages
    case isGPU = "isGpu"
  }
}
