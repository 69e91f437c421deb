import ArgumentParser
import CPUEngine
import Clusters
import Foundation
import Hourglass
import XLAEngine

/// The command `hourglass doctor`.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the processor, the devices, the data sets and the versions of libraries.")

  @OptionGroup var dataRoot: DataRootOption

  func run() throws {
    let environment = ProcessInfo.processInfo.environment
    let set = try InstructionSet.chosen(environment: environment)
    let others = InstructionSet.available.map(\.name).joined(separator: ", ")
    let memory = Double(ProcessInfo.processInfo.physicalMemory) / 1_073_741_824
    print("hourglass \(Run.version), \(ProcessInfo.processInfo.operatingSystemVersionString)")
    print("instruction set  \(set.name), \(set.vectorWidth) floats a vector (this machine runs \(others))")
    print("processors       \(ProcessInfo.processInfo.activeProcessorCount)")
    print("memory           \(String(format: "%.1f", memory)) GiB")
    print("BLAS             none needed: matrix products run in Hourglass's own kernels")
    print(
      "libraries        libpng \(Picture.libpngVersion), libwebp \(Picture.webPVersion), libtiff \(Picture.tiffVersion), "
        + "giflib \(Picture.gifVersion), zlib \(IDXFile.libraryVersion)")
    print("MPI              \(mpi(environment))")
    for kind in DeviceKind.all {
      let title = kind.name.padding(toLength: 16, withPad: " ", startingAt: 0)
      let driver = kind.needsDriver ? "\(kind.driver ?? "no driver"); " : ""
      let plugin = kind.plugins(environment: environment).first
      print("\(title) \(driver)\(plugin.map { "plugin \($0)" } ?? "no plugin; see hourglass device")")
    }
    for finding in DatasetCatalogue.standard.findings(dataRoot: dataRoot.folder, environment: environment) {
      let title = finding.dataset.name.padding(toLength: 16, withPad: " ", startingAt: 0)
      if let folder = finding.folder {
        print("\(title) \(folder)")
      } else {
        print("\(title) not found; \(finding.cure)")
      }
    }
  }

  /// Whether several processes can train one run.
  private func mpi(_ environment: [String: String]) -> String {
    do {
      return try Clusters.mpiVersion(environment: environment) ?? "not built in; `make build MPI=1` builds it"
    } catch {
      return "\(error)"
    }
  }
}
