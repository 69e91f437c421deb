import Foundation
import TestSupport
import Testing

/// Archives and weights that come from elsewhere: nothing is left of what is refused or stopped.
@Suite struct RunArchiveCommandTests {
  private let program: Program

  init() throws { program = try Program() }

  @Test func `of a file longer than its manifest says, nothing is written`() throws {
    try program.trained("--epochs", "1")
    try #require(try program("runs", "export", "mine", "--output", "run.tar").status == 0)
    let unpack = #"mkdir parts && cd parts && tar -xf ../run.tar && truncate -s 3M run.yaml && "#
    let pack = #"tar -czf ../long.tar.gz manifest.json run.yaml && cd .. && ulimit -f 1000 && exec "$@""#
    let importing = ["runs", "import", "long.tar.gz", "--runs", "elsewhere"]
    let outcome = try program.started(importing, shell: unpack + pack).outcome()
    expectOneError(
      outcome, "long.tar.gz, run.yaml: the file has another size than in the manifest", "got 3,145,728 bytes")
    let left = (try? FileManager.default.subpathsOfDirectory(atPath: program.folder("elsewhere"))) ?? []
    #expect(left.isEmpty, "\(left)")
  }

  /// Makes an archive of a run with a file of 200 MB, `large.tar.gz`, and a run of one of 64 MB, `runs/large`.
  private func writeLargeRun() throws {
    let make = #"""
      mkdir -p parts runs/large && cd parts && printf 'model: {name: AE}\ndata: {dataset: mnist}\n' > run.yaml
      cp run.yaml ../runs/large && truncate -s 64M ../runs/large/zeros && truncate -s 200M zeros
      sum() { sha256sum $1 | cut -c 1-64; }
      printf '{"format":"hourglass-run-1","name":"taken","version":"0.2.0","files":[' > manifest.json
      printf '{"path":"run.yaml","bytes":41,"sha256":"%s"},' $(sum run.yaml) >> manifest.json
      printf '{"path":"zeros","bytes":209715200,"sha256":"%s"}]}' $(sum zeros) >> manifest.json
      tar -czf ../large.tar.gz manifest.json run.yaml zeros
      """#
    try #require(try program.started([], shell: make).outcome().status == 0)
  }

  /// Sends a signal while an import writes, and returns how the import ended.
  private func interruptedImport(by signal: Int32) throws -> Program.Outcome {
    func names() -> [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: program.folder("runs"))) ?? []
    }
    for _ in 0..<20 {
      let before = names()
      let running = try program.started(["runs", "import", "large.tar.gz", "--as", "big"])
      while running.process.isRunning, Set(names()).isSubset(of: before) { usleep(1000) }
      kill(running.process.processIdentifier, signal)
      let outcome = try running.outcome()
      if outcome.status != 0 { return outcome }
      try FileManager.default.removeItem(atPath: program.folder("runs/big"))
    }
    throw CocoaError(.executableLoad, userInfo: ["errors": "each import ended before the signal"])
  }

  @Test func `a signal ends an import and an export with one line, and nothing is left`() throws {
    try writeLargeRun()
    let folders = { try FileManager.default.contentsOfDirectory(atPath: program.folder("runs")).sorted() }
    for signal in [SIGINT, SIGTERM] {
      expectOneError(
        try interruptedImport(by: signal), "large.tar.gz: the import was stopped; nothing was written",
        status: 128 + signal)
      #expect(try folders() == ["large"])
    }
    #expect(try interruptedImport(by: SIGKILL).status == -SIGKILL)
    #expect(try folders().count == 2)
    #expect(!(try program("runs").output.contains("import")))
    expectOneError(try interruptedImport(by: SIGTERM), "the import was stopped", status: 128 + SIGTERM)
    #expect(try folders() == ["large"])
    let names = try program.folder.names.filter { !$0.hasPrefix(".streams") }
    // Until a signal comes after the program watches, and before it has ended.
    var status: Int32 = -1
    for attempt in 1..<40 where status < 128 {
      let running = try program.started(["runs", "export", "large", "--output", "large.tar", "--force"])
      usleep(UInt32(attempt) * 25_000)
      kill(running.process.processIdentifier, SIGINT)
      let outcome = try running.outcome()
      status = outcome.status
      if status == 0 { try FileManager.default.removeItem(atPath: program.folder("large.tar")) }
      if status == 130 { expectOneError(outcome, "large.tar: the export was stopped", status: 130) }
    }
    #expect(status == 130)
    #expect(try program.folder.names.filter { !$0.hasPrefix(".streams") } == names)
  }

  @Test func `an import into a name that is none of a run writes nothing`() throws {
    try program.trained("--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":7}"#)
    try #require(try program("export", "mine", "--output", "ae.py").status == 0)
    try #require(try program("runs", "export", "mine", "--output", "run.tar").status == 0)
    let names = try program.folder.names.filter { !$0.hasPrefix(".streams") }
    let runs = try program.files(below: "runs").keys.sorted()
    let weights = ["--model", "AE", "--model-args", #"{"code_size":7}"#, "--dataset", "images", "--image", "1x12x10"]
    for name in ["../outside", "", ".hidden", "checkpoints", program.folder("outside"), "a/../b", "a/b/c/d"] {
      expectOneError(
        try program(["import", "ae.safetensors", "--name", name] + weights), "name: not a valid name of a run",
        "got \"\(name)\"", "give another --name")
      expectOneError(
        try program("runs", "import", "run.tar", "--as", name), "name: not a valid name of a run",
        "got \"\(name)\"", "give another --as")
    }
    expectOneError(
      try program(["import", "ae.safetensors", "--name", "mine"] + weights), "runs/mine: the name is taken",
      "give another --name")
    expectOneError(
      try program("runs", "import", "run.tar"), "runs/mine: the name is taken", "give another --as")
    #expect(try program.folder.names.filter { !$0.hasPrefix(".streams") } == names)
    #expect(try program.files(below: "runs").keys.sorted() == runs)
  }
}
