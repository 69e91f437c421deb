import Foundation
import TestSupport
import Testing

/// `make install` and `make uninstall`.
@Suite struct InstallationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs the script behind both with the program of the tests, and without the Studio.
  private func install(_ arguments: String...) throws -> (status: Int32, output: String) {
    let script = SourceTree.root.appendingPathComponent("Tools/install.sh").path
    return try run(
      "env", ["HOURGLASS_PROGRAM=\(Program.path)", "HOURGLASS_STUDIO=/none", script] + arguments)
  }

  /// The files and links below the folder.
  private func installed() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
      let type = try FileManager.default.attributesOfItem(atPath: folder(path))[.type] as? FileAttributeType
      return type != .typeDirectory
    }.sorted()
  }

  @Test(.enabled(if: Python.isThere, "manual pages are made with Python"))
  func `what is installed runs, has pages for every command, and goes again`() throws {
    let outcome = try install(folder.path)
    try #require(outcome.status == 0, "\(outcome.output)")
    #expect(try run(folder("bin/hourglass"), ["--version"]).output == run(Program.path, ["--version"]).output)
    let files = try installed()
    for file in [
      "lib/hourglass/hourglass", "share/man/man1/hourglass.1", "share/man/man1/hourglass-train.1",
      "share/man/man1/hourglass-runs-compare.1", "share/bash-completion/completions/hourglass",
      "share/zsh/site-functions/_hourglass", "share/fish/vendor_completions.d/hourglass.fish",
      "share/doc/hourglass/CHANGELOG.md", "share/hourglass/mpi/library.c",
    ] {
      #expect(files.contains(file), "\(file)")
    }
    let page = String(decoding: try bytes(of: folder("share/man/man1/hourglass-train.1")), as: UTF8.self)
    for text in [".SH SYNOPSIS", #"\fB\-\-batch\-size\fR"#, #"\fB\-\-learning\-rate\fR"#, "runfile.yaml"] {
      #expect(page.contains(text), "\(text)")
    }
    try folder.write([], "bin/other")
    #expect(try install("--uninstall", folder.path).status == 0)
    #expect(try installed() == ["bin/other"])
    let again = try install("--uninstall", folder.path)
    #expect(again.status == 1 && again.output.contains("is not installed below"))
  }

  @Test(.enabled(if: Python.isThere, "manual pages are made with Python"))
  func `an installed program names its script for MPI, which builds the library in the user's folder`() throws {
    try #require(try install(folder.path).status == 0)
    try? FileManager.default.removeItem(atPath: folder("lib/hourglass/libhourglass-mpi.so"))
    let environment = ["-u", "HOURGLASS_MPI_LIBRARY", "XDG_DATA_HOME=\(folder("data"))"]
    func hourglass(_ arguments: String...) throws -> (status: Int32, output: String) {
      try run("env", environment + [folder("bin/hourglass")] + arguments)
    }
    let script = folder("share/hourglass/mpi/build.sh")
    #expect(try hourglass("doctor").output.contains("no library for MPI; build it with `\(script)`"))
    let alone = try run("env", environment + ["HOURGLASS_MPI=1", folder("bin/hourglass"), "bench", "--mpi"])
    #expect(alone.status != 0 && alone.output.contains(script), "\(alone.output)")
    let without = try run("env", environment + ["MPICC=no-such-compiler", script])
    #expect(without.status == 1 && without.output.hasPrefix("error: no-such-compiler was not found"))
    guard TestedMPI.missing == nil else { return }
    let built = try run("env", environment + [script])
    #expect(built.status == 0, "\(built.output)")
    #expect(try hourglass("doctor").output.contains(folder("data/hourglass/libhourglass-mpi.so")))
  }

  @Test(.enabled(if: Python.isThere, "manual pages are made with Python"))
  func `shells read the completions, and mandoc finds no mistake in the manual pages`() throws {
    try #require(try install(folder.path).status == 0)
    let files = try installed()
    for shell in ["bash", "zsh", "fish"] {
      guard try run(shell, ["-c", "true"]).status == 0 else {
        print("\(shell) is not there: its completions are not read")
        continue
      }
      let file = try #require(files.first { $0.hasPrefix("share/\(shell)") })
      let outcome = try run(shell, ["-n", folder(file)])
      #expect(outcome.status == 0, "\(outcome.output)")
    }
    guard try run("mandoc", ["-T", "lint", "/dev/null"]).output.contains("mandoc:") else {
      print("mandoc is not there: the pages are not checked")
      return
    }
    let pages = files.filter { $0.hasSuffix(".1") }.map { folder($0) }
    #expect(pages.count > 50)
    #expect(try run("mandoc", ["-T", "lint", "-W", "warning"] + pages).output == "")
  }
}
