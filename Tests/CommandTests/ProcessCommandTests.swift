import Foundation
import TestSupport
import Testing

/// The program in several processes of mpirun.
@Suite(.serialized, .enabled(if: TestedMPI.missing == nil, "\(TestedMPI.missing ?? "")"))
struct ProcessCommandTests {
  private func program(sharingMemory: Bool = true) throws -> Program {
    var program = try Program()
    // A terminal that could be drawn on, as mpirun's own looks.
    program.environment = TestedMPI.environment(timeLimit: 60, sharingMemory: sharingMemory)
      .merging(["TERM": "xterm"]) { $1 }
    return program
  }

  /// Starts the program in two processes of one thread.
  ///
  /// - Parameter wrapper: A script of the shell that starts the program, `"$@"`, in each process.
  private func started(
    _ program: Program, _ arguments: [String], wrapper: String? = nil
  ) throws -> Program.Running {
    let command = TestedMPI.command(2).joined(separator: " ")
    if let wrapper { try program.folder.write(Array(wrapper.utf8), "wrapper.sh") }
    return try program.started(
      arguments + ["--threads", "1"], shell: "exec \(command) \(wrapper == nil ? "" : "bash wrapper.sh") \"$@\"")
  }

  private static let bench = ["bench", "--mpi", "--workload", "ae", "--seconds", "0.02", "--repeats", "1"]

  @Test(arguments: [[], ["--overlap"]])
  func `bench shows where the time of shared steps goes, and says what is computed`(_ options: [String]) throws {
    let outcome = try started(program(), Self.bench + options).outcome()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("2 processes of 1 thread"))
    let header = try #require(outcome.lines.firstIndex { $0.hasPrefix("workload ") && $0.contains("ms_per_step") })
    let names = outcome.lines[header].split(separator: " ").map(String.init)
    let row = outcome.lines[header + 1].split(separator: " ").map(String.init)
    #expect(row.count == names.count && row[0] == "ae")
    func value(_ name: String) throws -> Double {
      let column = try #require(names.firstIndex(of: name), "no column \(name)")
      return try #require(Double(row[column]))
    }
    let parts = try ["computing", "packing", "communicating", "waiting"].map(value)
    #expect(parts.allSatisfy { $0 >= 0 })
    #expect(try abs(value("ms_per_step") - parts.reduce(0, +)) < 0.01)
    #expect(try value("predicted") > 0 && value("overlapped") >= 0)
    #expect(outcome.output.contains("predicted: ") && outcome.output.contains("computed from the connection"))
    #expect(outcome.lines.count { $0.hasPrefix("computed, not measured: efficiency") } == 2)
    #expect(outcome.lines.contains { $0.hasPrefix("workload ") && $0.contains(" 8 ") && $0.hasSuffix(" 512") })
    #expect(!outcome.output.contains("\u{1B}"))
  }

  @Test func `bench prints one JSON object, of the first process`() throws {
    let outcome = try started(program(), Self.bench + ["--json"]).outcome()
    #expect(outcome.status == 0 && outcome.lines.count == 1, "\(outcome.errors)")
    let object = try #require(outcome.lastObject)
    for key in ["computing_ms", "packing_ms", "communicating_ms", "waiting_ms", "overlapped_ms", "predicted_ms"] {
      #expect(object[key] is Double || object[key] is Int, "\(key)")
    }
    #expect((object["processes"] as? Int, object["threads"] as? Int) == (2, 1))
  }

  @Test func `bench says where processes take turns on the processors`() throws {
    let note = "processes share processors"
    let processors = ProcessInfo.processInfo.activeProcessorCount
    for (threads, expected) in [(1, processors < 2), (processors, true)] {
      let command = TestedMPI.command(2).joined(separator: " ")
      let outcome = try program().started(
        Self.bench + ["--threads", "\(threads)"], shell: "exec \(command) \"$@\""
      ).outcome()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains(note) == expected, "\(outcome.output)")
    }
  }

  @Test func `progress is one plain line an epoch, of the first process`() throws {
    let program = try program()
    let outcome = try started(program, Program.train + ["--epochs", "3"]).outcome()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.allSatisfy { $0 == "\n" || !$0.isASCII || $0.asciiValue! >= 32 }, "\(outcome.output)")
    #expect(outcome.lines.count { $0.hasPrefix("epoch ") } == 3)
    #expect(outcome.lines.contains("processes 2"))
  }

  @Test func `checkpoints have the same bytes with shared memory and with messages`() throws {
    let checkpoints = try [true, false].map { sharingMemory in
      let program = try program(sharingMemory: sharingMemory)
      let training = ["--epochs", "3", "--averaging", "0.9", "--clip-norm", "0.1"]
      let outcome = try started(program, Program.train + training).outcome()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let folder = program.folder("runs/mine/checkpoints")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      return try names.map { try bytes(of: "\(folder)/\($0)") }
    }
    #expect(checkpoints[0].count > 1 && checkpoints[0] == checkpoints[1])
  }

  @Test func `help is the first process's; what is wrong in all is its error, or has their rank`() throws {
    let program = try program()
    let help = try started(program, ["train", "--help"]).outcome()
    #expect(help.status == 0 && help.lines.count { $0.hasPrefix("OVERVIEW") } == 1, "\(help.output)\(help.errors)")
    let version = try started(program, ["--version"]).outcome()
    #expect(version.status == 0 && version.lines.count { $0.hasPrefix("commit") } == 1, "\(version.output)")
    let unknown = ["train", "--model", "None", "--dataset", "images"]
    for wrong in [unknown, Program.train + ["--show-schedule"], ["doctor"]] {
      let refused = try started(program, wrong).outcome()
      #expect(refused.status == 64)
      let lines = refused.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
      #expect(lines.count { !$0.hasPrefix("error: rank 1 of 2: ") } == 1, "\(refused.errors)")
    }
  }

  @Test func `several processes refuse the choice of a device by measurement, before training`() throws {
    let program = try program()
    let refused = try started(program, Program.train + ["--device", "auto"]).outcome()
    #expect(refused.status == 64)
    let lines = refused.errors.split(separator: "\n").filter {
      $0.hasPrefix("error: ") && !$0.contains("rank 1 of 2: ")
    }
    #expect(
      lines == [
        "error: --device: one process alone measures the devices, and 2 were started; "
          + "expected cpu or a device's name, got auto"
      ], "\(refused.errors)")
    #expect(!FileManager.default.fileExists(atPath: program.folder("runs")))
    // One process of mpirun measures: there is the processor alone, without plugins.
    let alone = try program.started(
      Program.train + ["--epochs", "1", "--device", "auto"],
      shell: "exec \(TestedMPI.command(1).joined(separator: " ")) \"$@\""
    ).outcome()
    #expect(alone.status == 0, "\(alone.errors)")
  }

  @Test(arguments: [
    (Program.train + ["--epochs", "1"], "hourglass train of 1 run, "),
    (["bench", "--mpi", "--workload", "conv-ae", "--threads", "1"], "hourglass bench of conv-ae, "),
  ])
  func `processes that do different work are one clear error`(_ command: [String], _ work: String) throws {
    let wrapper = """
      if [ $OMPI_COMM_WORLD_RANK = 0 ]; then exec "$@"; fi
      exec "$1" bench --mpi --workload ae --threads 1
      """
    let outcome = try started(program(), command, wrapper: wrapper).outcome()
    #expect(outcome.status == 1)
    let lines = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(lines.count == 1, "\(outcome.errors)")
    #expect(lines.first?.contains("another program than process 0 (expected \(work)") == true)
    #expect(lines.first?.contains(", got hourglass bench of ae, ") == true)
  }

  @Test(arguments: [0, 1])
  func `a signal to one process stops all after saving, with one exit code`(_ rank: Int) throws {
    let program = try program()
    let wrapper = """
      trap '' TERM
      "$@" &
      echo $! >process.$OMPI_COMM_WORLD_RANK
      wait $!
      echo $? >code.$OMPI_COMM_WORLD_RANK
      exit $(cat code.$OMPI_COMM_WORLD_RANK)
      """
    let running = try started(program, Program.train + ["--epochs", "2000", "--batch-size", "10"], wrapper: wrapper)
    try running.wait(for: "epoch 1/2000:")
    func number(_ file: String) throws -> Int32 {
      try #require(Int32(String(decoding: bytes(of: program.folder(file)), as: UTF8.self).dropLast()))
    }
    kill(try number("process.\(rank)"), SIGTERM)
    let outcome = try running.outcome()
    #expect(outcome.status == 128 + SIGTERM, "\(outcome.errors)")
    #expect(try [number("code.0"), number("code.1")] == [128 + SIGTERM, 128 + SIGTERM])
    #expect(outcome.output.contains("saved; run the same command to resume"))
    #expect(!outcome.errors.contains("error: "), "\(outcome.errors)")
  }
}
