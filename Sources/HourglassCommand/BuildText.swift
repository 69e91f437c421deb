import CCommit
import CPUEngine
import Clusters
import Foundation
import Training
import XLAEngine

/// What `hourglass --version` prints: the version, the commit, and what is built in.
enum BuildText {
  /// The commit that the program was built from; nil where it was built without `make`.
  static var commit: String? {
    let commit = String(cString: hg_commit())
    return commit.isEmpty ? nil : commit
  }

  static var lines: [String] {
    [
      "hourglass \(Run.version)",
      "commit           \(commit ?? "unknown: built without make")",
      "instruction sets \(InstructionSet.compiledNames.joined(separator: ", "))",
      "device plugins   XLA's, through PJRT \(Plugin.knownVersion)",
      "MPI              \(MPILibrary.path(environment: ProcessInfo.processInfo.environment) ?? "no library: make build MPI=1")",
    ]
  }
}
