internal import Foundation

/// A kind of device that plugins exist for.
public struct DeviceKind: Hashable, Sendable {
  /// The name on the command line: `cuda`.
  public let name: String
  /// What it is: `NVIDIA GPUs`.
  public let summary: String
  /// The packages that `hourglass device install` knows for it; none where the machine brings the plugin.
  public let packages: [String]

  /// Where plugins are below a Python's folder of packages, the preferred first.
  let places: [String]
  /// A file that the driver makes, and what it is called.
  let drivers: [(path: String, name: String)]

  /// All kinds, in the order of lists.
  public static let all: [DeviceKind] = [
    DeviceKind(
      name: "cuda", summary: "NVIDIA GPUs", packages: ["cuda12", "cuda13"],
      places: ["jax_plugins/xla_cuda13/xla_cuda_plugin.so", "jax_plugins/xla_cuda12/xla_cuda_plugin.so"],
      drivers: [("/proc/driver/nvidia/version", "NVIDIA's driver"), ("/dev/dxg", "the driver of Windows")]),
    DeviceKind(
      name: "rocm", summary: "AMD GPUs", packages: ["rocm", "rocm10"],
      places: ["10", "7", "60"].map { "jax_plugins/xla_rocm\($0)/xla_rocm_plugin.so" },
      drivers: [("/dev/kfd", "AMD's driver")]),
    DeviceKind(
      name: "oneapi", summary: "Intel GPUs", packages: ["oneapi"],
      places: [
        "jax_plugins/xla_oneapi/xla_oneapi_plugin.so", "jax_plugins/intel_extension_for_openxla/pjrt_plugin_xpu.so",
      ],
      drivers: [("/sys/module/xe", "Intel's driver xe"), ("/sys/module/i915", "Intel's driver i915")]),
    DeviceKind(
      name: "tpu", summary: "Google's TPUs", packages: ["tpu"], places: ["libtpu/libtpu.so"],
      drivers: [("/dev/accel0", "the TPU's driver"), ("/dev/vfio/0", "the TPU's driver")]),
    DeviceKind(
      name: "cpu-xla", summary: "processors by XLA, for tests", packages: ["cpu-xla"],
      places: [
        "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so", "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
        "fastatomstruct_xla_cpu/libpjrt_cpu.so",
      ], drivers: []),
  ]

  /// The kind of this name; nil if there is none.
  public static func named(_ name: String) -> DeviceKind? { all.first { $0.name == name } }

  /// Whether listing devices starts its plugins.
  ///
  /// Off a TPU, its plugin asks the network for metadata for minutes: it is started when asked for, and where there is a
  /// driver.
  public var isStartedUnasked: Bool { name != "tpu" }

  /// Whether its devices are GPUs, of which a process takes one.
  public var isGPU: Bool { ["cuda", "rocm", "oneapi"].contains(name) }

  /// The driver on this machine; nil where there is none, or none is needed.
  public var driver: String? {
    drivers.first { FileManager.default.fileExists(atPath: $0.path) }.map { driver in
      let line = (try? String(contentsOfFile: driver.path, encoding: .utf8))?.split(separator: "\n").first
      return line.map { $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ") }
        ?? driver.name
    }
  }

  /// Whether the kind needs a driver.
  public var needsDriver: Bool { !drivers.isEmpty }

  public static func == (a: DeviceKind, b: DeviceKind) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
