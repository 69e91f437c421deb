import Foundation
import Hourglass
import TestSupport
import Testing

/// The instructions of a training step, counted by valgrind: a gate against kernels or plans that become slower, which
/// measures the same on a busy machine.
///
/// A count belongs to the AVX2 kernels, one thread and the compiler that `Tools/setup.sh` asks for.
@Suite struct InstructionCountTests {
  /// A step of a workload and the instructions that it may take.
  struct Figure: CustomTestStringConvertible {
    let workload: String
    let batch: Int
    /// Millions of instructions a step: to be changed together with what changes them.
    let committed: Double
    var testDescription: String { "\(workload), batch \(batch)" }
  }

  static let figures = [
    Figure(workload: "ae", batch: 36, committed: 7.122),
    Figure(workload: "cae-mnist", batch: 4, committed: 2.977),
    Figure(workload: "conv-ae", batch: 4, committed: 5.660),
    Figure(workload: "strided-conv", batch: 32, committed: 239.5),
  ]

  /// How far a count may lie from the committed one.
  private static let tolerance = 0.03

  private static let reason: Comment = "needs valgrind and strip on an x86-64 processor with AVX2"
  private static let canCount: Bool = {
    #if arch(x86_64)
      ["valgrind", "strip"].allSatisfy { (try? run($0, ["--version"]))?.status == 0 }
        && InstructionSet.available.contains { $0.name == "avx2" }
    #else
      false
    #endif
  }()

  @Test(.enabled(if: canCount, reason), arguments: figures)
  func `a step takes as many instructions as it did`(_ figure: Figure) throws {
    let folder = try TemporaryFolder()
    // valgrind cannot read this much debugging information.
    let program = folder("hourglass")
    let stripped = try run("strip", ["--strip-debug", "-o", program, Program.path])
    try #require(stripped.status == 0, "\(stripped.output)")
    // The first step also touches memory for the first time; more of them are steps and nothing else. Two processes may
    // differ by a hundred thousand instructions outside of their steps.
    let steps = max(2, Int(100 / figure.committed))
    let (few, more) = try (
      instructions(program, figure, steps: 1), instructions(program, figure, steps: 1 + steps)
    )
    let counted = Double(more - few) / Double(steps) / 1e6
    let change = counted / figure.committed - 1
    let told = String(
      format: "%@: %.3f million instructions a step, %+.1f%% from the committed %.3f", "\(figure.testDescription)",
      counted, 100 * change, figure.committed)
    print(told)
    #expect(
      abs(change) <= Self.tolerance,
      "\(told); if that is meant, write the new figure into Tests/CommandTests/InstructionCountTests.swift")
  }

  /// The instructions of a process that makes so many steps.
  private func instructions(_ program: String, _ figure: Figure, steps: Int) throws -> Int {
    let outcome = try run(
      "env",
      [
        "HOURGLASS_ISA=avx2", "SWIFT_DETERMINISTIC_HASHING=1", "valgrind", "--tool=callgrind",
        "--callgrind-out-file=/dev/null", program, "bench", "--workload", figure.workload, "--batch-size",
        "\(figure.batch)", "--steps", "\(steps)", "--threads", "1",
      ])
    let line = try #require(
      outcome.output.split(separator: "\n").first { $0.contains("Collected : ") }, "\(outcome.output)")
    return try #require(line.split(separator: " ").last.flatMap { Int($0) }, "\(line)")
  }
}
