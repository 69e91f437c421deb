internal import CMPI
internal import Diagnostics
internal import Files
internal import Foundation

/// The library that calls MPI, `libhourglass-mpi.so`, loaded.
package struct MPILibrary: @unchecked Sendable {
  package static let fileName = "libhourglass-mpi.so"
  /// The variable that names the library's file.
  static let variable = "HOURGLASS_MPI_LIBRARY"
  /// How to have it.
  static let cure = "build it with `\(command())`, or name its file with \(variable)"

  let path: String
  let table: UnsafePointer<mpi_table>

  /// Loads the library at `path`, as often as it is asked.
  package init(path: String) throws(ClusterError) {
    let loading = mpi_load(path)
    defer { free(loading.message) }
    guard let table = loading.table else { throw ClusterError(loading, path: path) }
    (self.path, self.table) = (path, table)
  }

  /// The library's file: the one that the environment names, else the one beside the program, in `../lib/hourglass` or in
  /// the user's data folder; nil where there is none.
  ///
  /// - Parameter program: The program's path.
  package static func path(environment: [String: String], program: String = Self.program) -> String? {
    if let named = environment[variable], !named.isEmpty { return named }
    let folder = (program as NSString).deletingLastPathComponent
    return [folder, "\(folder)/../lib/hourglass", UserData.folder(environment: environment)].compactMap(\.self)
      .map { "\($0)/\(fileName)" }.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// The command that builds the library: the script of an installed Hourglass, else that of the sources.
  ///
  /// - Parameter program: The program's path.
  package static func command(program: String = Self.program) -> String {
    let folder = (program as NSString).deletingLastPathComponent
    let script = URL(fileURLWithPath: "\(folder)/../../share/hourglass/mpi/build.sh").standardizedFileURL.path
    return FileManager.default.fileExists(atPath: script) ? script : "make build MPI=1"
  }

  /// The path of this program, links resolved.
  package static var program: String {
    let path = Bundle.main.executablePath ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  /// The MPI library's name and version: `Open MPI v4.1.4`, `MPICH 4.0.2`.
  var version: String { Self.version(text { table.pointee.library_version($0, $1) }) }

  /// The name and version in what an MPI library says of itself: `MPICH Version: 4.0.2`.
  package static func version(_ text: String) -> String {
    text.split(separator: " ").filter { !["Version", "Version:", ":"].contains($0) }.joined(separator: " ")
  }

  /// The host's name.
  var processorName: String { text { table.pointee.processor_name($0, $1) } }

  /// What an error code means.
  func description(of error: Int32) -> String { text { table.pointee.error_text(error, $0, $1) } }

  private func text(_ write: (UnsafeMutablePointer<CChar>, Int) -> Void) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
      buffer[0] = 0
      write(buffer.baseAddress!, buffer.count)
      return String(cString: buffer.baseAddress!)
    }
  }
}

extension ClusterError {
  /// Why the library was not loaded.
  fileprivate init(_ loading: mpi_loading, path: String) {
    switch loading.status {
    case MPI_SHIM_NOT_LOADED:
      self.init(
        .notLoaded,
        Report(
          "the library for MPI cannot be loaded", place: path, got: loading.message.map { String(cString: $0) },
          cure: MPILibrary.cure))
    case MPI_SHIM_NO_ENTRY:
      self.init(
        .incompatible,
        Report(
          "the file is not Hourglass's library for MPI", place: path, expected: "a function \(HOURGLASS_MPI_ENTRY)",
          got: "none", cure: MPILibrary.cure))
    default:
      self.init(
        .incompatible,
        Report(
          "the library for MPI was built for another version of Hourglass", place: path,
          expected: "version \(HOURGLASS_MPI_VERSION)", got: "version \(loading.version)",
          cure: "build it again with `\(MPILibrary.command())`"))
    }
  }
}
