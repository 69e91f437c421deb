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
    /// A wheel's file for one architecture.
    struct File: Sendable {
      let sha256: String
      let byteCount: Int

      init(_ sha256: String, _ byteCount: Int) { (self.sha256, self.byteCount) = (sha256, byteCount) }
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

  private static let requirements = [
    "cuda12": "NVIDIA's driver 525 or later", "cuda13": "NVIDIA's driver 580 or later", "rocm": "ROCm 7 in /opt/rocm",
  ]

  /// The package of this name.
  ///
  /// - Throws: ``DeviceError`` that lists the names.
  public static func named(_ name: String) throws(DeviceError) -> PluginPackage {
    guard let package = all.first(where: { $0.name == name }) else {
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
      wheel.files[machine].map { "\(wheel.name)==\(wheel.version) --hash=sha256:\($0.sha256)\n" }
    }.joined()
  }
}
