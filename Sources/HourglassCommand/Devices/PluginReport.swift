import Foundation
import Hourglass
import Synchronization
import XLAEngine

/// What a plugin answers in a process of its own, which it may end or keep waiting.
struct PluginReport: CustomStringConvertible {
  /// The seconds after which a plugin is not waited for.
  private static let patience = 120.0

  let probe: PluginProbe

  /// Asks the plugin at `path`.
  ///
  /// - Throws: ``DeviceError`` or ``PluginFailure``.
  init(path: String, name: String?) throws {
    let process = Process()
    process.executableURL = Bundle.main.executableURL
    process.arguments = ["device", "probe", path] + (name.map { ["--name", $0] } ?? [])
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let hasWaited = Atomic(false)
    let timer = DispatchSource.makeTimerSource()
    timer.schedule(deadline: .now() + Self.patience)
    timer.setEventHandler {
      hasWaited.store(true, ordering: .relaxed)
      process.terminate()
    }
    timer.resume()
    defer { timer.cancel() }
    let answer = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: answer, as: UTF8.self)
    if process.terminationStatus == 0, process.terminationReason == .exit,
      let line = text.split(separator: "\n").last,
      let probe = try? JSONDecoder().decode(PluginProbe.self, from: Data(line.utf8))
    {
      self.probe = probe
      return
    }
    let lines = text.split(separator: "\n").map(String.init)
    let error = lines.first { $0.hasPrefix(StandardError.errorPrefix) }?.dropFirst(StandardError.errorPrefix.count)
    let end =
      hasWaited.load(ordering: .relaxed)
      ? "the plugin did not answer within \(Figures.duration(Self.patience)), and was ended"
      : "the plugin ended its process (\(lines.last ?? "no message"))"
    throw PluginFailure(message: error.map(String.init) ?? end)
  }

  var description: String {
    let devices = Dictionary(grouping: probe.devices, by: \.self).sorted { $0.key.kind < $1.key.kind }
    let listed = devices.map { device, same in
      let memory = device.memoryLimit.map { ", \(Figures.bytes($0)) of memory" } ?? ""
      return "\(same.count > 1 ? "\(same.count) × " : "")\(device.kind)\(memory)"
    }
    return "\(listed.joined(separator: "; ")) (PJRT \(probe.interfaceVersion), \(probe.platform))"
  }
}

/// A plugin that did not answer.
struct PluginFailure: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
