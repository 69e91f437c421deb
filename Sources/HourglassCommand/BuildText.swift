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

  /// What processes of one run have in common: their work, such as `train`, the version, and the commit where it is known.
  static func program(_ work: String) -> String {
    "hourglass \(work), version \(Run.version)" + (commit.map { ", commit \($0)" } ?? "")
  }

  /// Whether the library that calls MPI is on this machine; `hourglass doctor` says where, and whether it can be used.
  private static var hasMPI: Bool { MPILibrary.path(environment: ProcessInfo.processInfo.environment) != nil }

  static var lines: [String] {
    [
      "hourglass \(Run.version)",
      "commit           \(commit ?? "unknown: built without make")",
      "instruction sets \(InstructionSet.compiledNames.joined(separator: ", "))",
      "device plugins   XLA's, through PJRT \(Plugin.knownVersion)",
      "MPI              through \(MPILibrary.fileName), \(hasMPI ? "found" : "not found")",
    ]
  }
}
