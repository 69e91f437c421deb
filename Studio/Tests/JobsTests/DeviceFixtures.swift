import Foundation
import Hourglass
import Jobs
import StudioTestSupport

/// XLA's plugin for processors, the one device that every machine can have.
enum CPUPlugin {
  /// Whether the program finds it: below HOURGLASS_DEVICES, or in the user's folder.
  static let isThere: Bool = {
    guard Program.isThere else { return false }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["device", "list", "cpu-xla", "--json"]
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
    guard (try? process.run()) != nil else { return false }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.contains(#""is_started":true"#)
  }()
}

extension Place {
  /// A program for machines with devices that this one may not have.
  ///
  /// It lists the devices in `devices.jsonl`, and trains on the processor whatever device it gets. A training on a device
  /// whose name is in the file `lost` loses it once there is a file `now`.
  func deviceProgram(_ findings: [DeviceFinding]) throws -> String {
    try FileManager.default.createDirectory(atPath: runs, withIntermediateDirectories: true)
    try setDevices(findings)
    let script = """
      #!/bin/bash
      here='\(path)'
      if [ "$1 $2" = "device list" ]; then exec cat "$here/devices.jsonl"; fi
      words=() device=
      while [ $# -gt 0 ]; do
        case "$1" in
          --device) device="$2"; shift ;;
          --precision) shift ;;
          --deterministic) ;;
          *) words+=("$1") ;;
        esac
        shift
      done
      if ! grep -qsx "$device" "$here/lost"; then exec '\(Program.path)' "${words[@]}"; fi
      '\(Program.path)' "${words[@]}" & training=$!
      while [ ! -e "$here/now" ]; do sleep 0.02; done
      kill -9 $training
      wait $training
      echo "error: the device stopped answering: $device; what was saved stays, and the same command resumes it" >&2
      exit 69
      """
    let program = "\(path)/program"
    try writeScript(script, to: program)
    return program
  }

  /// The devices that the program of ``deviceProgram(_:)`` finds from now on.
  func setDevices(_ findings: [DeviceFinding]) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let lines = try findings.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: "\(path)/devices.jsonl"))
  }

  /// Settings with two slots, for a machine with devices.
  func deviceSettings(_ findings: [DeviceFinding]) throws -> JobQueueSettings {
    var settings = settings
    settings.program = try deviceProgram(findings)
    return settings
  }

  /// A training on `device` that does not end before it is stopped.
  func endless(_ run: String, on device: String, threads: Int? = nil) -> JobRequest {
    .train(run: run, runFile: runFile(epochs: Self.endlessEpochs), threads: threads, device: DeviceRequest(device))
  }
}

extension DeviceFinding {
  /// NVIDIA GPUs of these names.
  static func cuda(_ names: String..., driver: String? = "a driver") -> DeviceFinding {
    DeviceFinding(
      kind: "cuda", summary: "NVIDIA GPUs", driver: driver, isGPU: true, isMeasured: driver != nil,
      plugin: "/plugin.so",
      devices: names.map { ComputeDevice(name: $0, title: "NVIDIA H200", memoryLimit: 1 << 37) },
      precisions: ["float32", "tf32"], packages: ["cuda12", "cuda13"])
  }
}
