import ArgumentParser
import Foundation
import Hourglass

/// The command `hourglass doctor`.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the processor, the devices, the data sets and the versions of libraries.")

  @OptionGroup var dataRoot: DataRootOption

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let report = try DoctorReport(
      dataRoot: dataRoot.folder, environment: ProcessInfo.processInfo.environment)
    guard !json else { return print(try report.jsonLine()) }
    let others = report.instructionSets.joined(separator: ", ")
    let memory = Double(report.memoryBytes) / 1_073_741_824
    func library(_ name: String) -> String { "\(name) \(report.libraries[name] ?? "")" }
    print("hourglass \(report.version), \(report.system)")
    print(
      "instruction set  \(report.instructionSet), \(report.vectorWidth) floats a vector (this machine runs \(others))")
    print("processors       \(report.processors)")
    print("memory           \(String(format: "%.1f", memory)) GiB")
    print("BLAS             none needed: matrix products run in Hourglass's own kernels")
    print(
      "libraries        "
        + ["libpng", "libwebp", "libtiff", "giflib", "zlib"].map(library).joined(separator: ", "))
    print("MPI              \(report.mpi.words)")
    for device in report.devices {
      let title = device.kind.padding(toLength: 16, withPad: " ", startingAt: 0)
      let driver = device.needsDriver ? "\(device.driver ?? "no driver"); " : ""
      print("\(title) \(driver)\(device.plugin.map { "plugin \($0)" } ?? "no plugin; see hourglass device")")
    }
    for dataset in report.datasets {
      let title = dataset.name.padding(toLength: 16, withPad: " ", startingAt: 0)
      print("\(title) \(dataset.folder ?? "not found; \(dataset.cure ?? "")")")
    }
  }
}

extension DoctorReport.MPI {
  /// Version and file, or why there is none.
  fileprivate var words: String {
    [version, version == nil ? problem : library].compactMap(\.self).joined(separator: ", ")
  }
}
