public import Diagnostics

/// A device that cannot be used, or what it said while it was used.
public struct DeviceError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// No plugin of the name, or no file at the path.
    case noPlugin
    /// The system cannot load the plugin: not a library, or one that it needs is missing.
    case notLoaded
    /// The plugin follows a version of the interface, or a layout, that we do not know.
    case incompatible
    /// The plugin works, but there is no device or no driver.
    case noDevice
    /// The device's memory is full.
    case outOfMemory
    /// The device stopped answering: reset, unplugged, or its driver failed.
    case vanished
    /// The plugin cannot compile or run an operation.
    case refused
    /// A value that is gone, or does not fit: an error of the caller.
    case invalid
    /// Anything else that the plugin reported.
    case failed
  }

  public let code: Code
  public let report: Report

  public init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
