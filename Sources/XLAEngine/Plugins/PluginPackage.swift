internal import Diagnostics
internal import Foundation

/// A plugin that can be installed: wheels of fixed versions and hashes.
public struct PluginPackage: Sendable {
  /// The name: `cuda12`.
  public let name: String
  /// The kind of device.
  public let kind: DeviceKind
  /// What the machine must have, in words.
  public let requirement: String?

  let wheels: [Wheel]

  /// One wheel.
  struct Wheel: Sendable {
    /// A wheel's file for one architecture; several where each Python has its own.
    struct File: Sendable {
      /// Of the file for one Python; the others differ little.
      let byteCount: Int
      /// Of every Python's file.
      let digests: [String]

      init(_ byteCount: Int, _ digests: String...) { (self.byteCount, self.digests) = (byteCount, digests) }
    }

    let name: String
    let version: String
    let files: [String: File]

    init(_ name: String, _ version: String, _ files: [String: File]) {
      (self.name, self.version, self.files) = (name, version, files)
    }
  }

  /// All packages.
  public static let all: [PluginPackage] = DeviceKind.all.flatMap { kind in
    kind.packages.map { name in
      PluginPackage(name: name, kind: kind, requirement: requirements[name], wheels: pinned[name] ?? [])
    }
  }

  private static let pinned: [String: [Wheel]] = [
    "cuda12": Wheel.cuda12, "cuda13": Wheel.cuda13, "rocm": Wheel.rocm, "rocm10": Wheel.rocm10,
    "oneapi": Wheel.oneapi, "tpu": Wheel.tpu, "cpu-xla": Wheel.cpuXLA,
  ]

  private static let requirements = [
    "cuda12": "NVIDIA's driver 525 or later", "cuda13": "NVIDIA's driver 580 or later", "rocm": "ROCm 7 in /opt/rocm",
    "rocm10": "ROCm 10 in /opt/rocm", "oneapi": "Intel's driver for GPUs with Level Zero (libze1)",
    "tpu": "a machine with a TPU",
  ]

  /// Names that users of other systems know, whose plugins are no longer made, and the packages that replace them.
  private static let successors = [
    "cuda11": "cuda12", "rocm60": "rocm", "intel-extension-for-openxla": "oneapi", "libtpu-nightly": "tpu",
  ]

  /// The package of this name.
  ///
  /// - Throws: ``DeviceError`` that lists the names.
  public static func named(_ name: String) throws(DeviceError) -> PluginPackage {
    guard let package = all.first(where: { $0.name == name }) else {
      if let successor = successors[name] {
        throw DeviceError(
          .noPlugin,
          Report(
            "this package is obsolete: its plugin is no longer made", got: name,
            cure: "`hourglass device install \(successor)`"))
      }
      throw DeviceError(
        .noPlugin,
        Report("there is no such package", got: name, cure: knownNames(all.map(\.name), insteadOf: name)))
    }
    return package
  }

  /// The version of the plugin's own wheel.
  public var version: String { wheels.first.map { "\($0.name) \($0.version)" } ?? "" }

  /// The bytes to download for an architecture: `x86_64`, `aarch64`; nil where there is no plugin for it.
  public func downloadByteCount(machine: String) -> Int? {
    guard wheels.first?.files[machine] != nil else { return nil }
    return wheels.reduce(0) { $0 + ($1.files[machine]?.byteCount ?? 0) }
  }

  /// The lines that pip reads: every version and hash is fixed.
  func requirementLines(machine: String) -> String {
    wheels.compactMap { wheel in
      wheel.files[machine].map { file in
        "\(wheel.name)==\(wheel.version)\(file.digests.map { " --hash=sha256:\($0)" }.joined())\n"
      }
    }.joined()
  }
}
