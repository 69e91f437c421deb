internal import Diagnostics

extension DeviceError {
  /// A name that no kind of device has.
  static func unknown(_ name: String) -> DeviceError {
    let names = ["cpu", "auto"] + DeviceKind.all.map(\.name)
    return DeviceError(
      .noPlugin,
      Report(
        "there is no device of this name", got: name, cure: "\(knownNames(names, insteadOf: name)); or a plugin's path")
    )
  }

  /// A name that no kind of device has, where only those of plugins are meant.
  public static func noKind(_ name: String) -> DeviceError {
    DeviceError(
      .noPlugin,
      Report(
        "there is no kind of device of this name", got: name,
        cure: "\(knownNames(DeviceKind.all.map(\.name), insteadOf: name)); or a plugin's path"))
  }

  /// A kind of device without a plugin.
  static func missing(_ kind: DeviceKind) -> DeviceError {
    let cure =
      kind.packages.isEmpty
      ? "name the plugin by its path, which the maker of the device provides"
      : kind.packages.map { "hourglass device install \($0)" }.joined(separator: ", or ")
    return DeviceError(.noPlugin, Report("no plugin for \(kind.summary) is installed", place: kind.name, cure: cure))
  }

  /// A machine without a driver of the kind, whose plugin would search for a device for minutes.
  static func absent(_ kind: DeviceKind, plugin: String) -> DeviceError {
    DeviceError(
      .noDevice,
      Report(
        "this machine has no driver for \(kind.summary), and without one the plugin searches for minutes",
        place: kind.name, cure: "leave out --device, or name the plugin by its path to let it search: \(plugin)"))
  }
}
