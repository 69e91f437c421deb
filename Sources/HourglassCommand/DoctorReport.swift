import CPUEngine
import Clusters
import Foundation
import Hourglass
import XLAEngine

/// What `hourglass doctor` finds on this machine.
struct DoctorReport: Encodable {
  /// Whether several processes can train one run.
  struct MPI: Encodable {
    /// The name and version: `Open MPI v4.1.4`; nil where it cannot be used.
    var version: String?
    /// The file of the library that calls it; nil where there is none.
    var library: String?
    /// Why it cannot be used; nil where it can.
    var problem: String?

    init(environment: [String: String]) {
      library = MPILibrary.path(environment: environment)
      do {
        version = try Clusters.mpiVersion(environment: environment)?.name
        if version == nil { problem = "the program has no library for MPI; build it with `\(MPILibrary.command())`" }
      } catch {
        problem = "\(error)"
      }
    }
  }

  /// A kind of device.
  struct Device: Encodable {
    var kind: String
    /// The driver; nil where there is none, or none is needed.
    var driver: String?
    var needsDriver: Bool
    /// The plugin; nil where there is none.
    var plugin: String?
  }

  /// A data set with a name.
  struct DataSet: Encodable {
    var name: String
    /// Its folder; nil where it is not on this machine.
    var folder: String?
    /// How to get it; nil where it is there.
    var cure: String?
  }

  var version = Run.version
  var system = ProcessInfo.processInfo.operatingSystemVersionString
  /// The instruction set that kernels use: `avx512`.
  var instructionSet: String
  /// Floats of a vector.
  var vectorWidth: Int
  /// The instruction sets that the machine runs.
  var instructionSets = InstructionSet.available.map(\.name)
  var processors = ProcessInfo.processInfo.activeProcessorCount
  var memoryBytes = ProcessInfo.processInfo.physicalMemory
  /// The versions of libraries, by name.
  var libraries = [
    "libpng": Picture.libpngVersion, "libwebp": Picture.webPVersion, "libtiff": Picture.tiffVersion,
    "giflib": Picture.gifVersion, "zlib": IDXFile.libraryVersion,
  ]
  var mpi: MPI
  var devices: [Device]
  var datasets: [DataSet]

  /// Looks at the machine.
  ///
  /// - Throws: `InstructionSetError` when `HOURGLASS_ISA` cannot be followed.
  init(dataRoot: String?, environment: [String: String]) throws {
    let set = try InstructionSet.chosen(environment: environment)
    (instructionSet, vectorWidth) = (set.name, set.vectorWidth)
    mpi = MPI(environment: environment)
    devices = DeviceKind.all.map { kind in
      Device(
        kind: kind.name, driver: kind.driver, needsDriver: kind.needsDriver,
        plugin: kind.plugins(environment: environment).first)
    }
    datasets = DatasetCatalogue.standard.findings(dataRoot: dataRoot, environment: environment).map { finding in
      DataSet(
        name: finding.dataset.name, folder: finding.folder, cure: finding.folder == nil ? finding.cure : nil)
    }
  }
}
