import Foundation
import Hourglass
import TestSupport
import Testing

/// The command `bench`.
@Suite struct BenchCommandTests {
  /// Arguments that measure for a moment.
  private static let briefly = ["--seconds", "0.02", "--repeats", "1", "--threads", "1"]

  @Test(arguments: [("training", 150), ("inference", 150), ("latency", 1)])
  func `bench prints the documented keys for each task`(_ task: String, _ batch: Int) throws {
    let outcome = try Program()(["bench", "--workload", "ae", "--task", task, "--json"] + Self.briefly)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines.count == 1)
    let object = try #require(outcome.lastObject)
    #expect(
      object.keys.sorted() == ["batch", "images_per_second", "ms_per_step", "peak_rss_mb", "task", "workload"])
    #expect((object["workload"] as? String, object["task"] as? String) == ("ae", task))
    #expect(object["batch"] as? Int == batch)
    for key in ["ms_per_step", "images_per_second", "peak_rss_mb"] {
      #expect(try #require(object[key] as? Double) > 0)
    }
  }

  @Test func `bench times training unless it is told otherwise, and several tasks in one table`() throws {
    let program = try Program()
    let training = try program(["bench", "--workload", "ae"] + Self.briefly)
    #expect(training.output.contains("1 thread\n") && training.output.contains("images_per_second"))
    #expect(training.lines.count == 3 && training.lines[2].hasPrefix("ae        training    150 "))
    let both = try program(
      ["bench", "--workload", "ae", "--task", "latency", "--task", "inference", "--batch-size", "1"] + Self.briefly)
    #expect(both.lines.count == 4 && both.output.contains("inference      1 "), "\(both.output)")
  }

  @Test func `bench makes exactly the steps it is told to`() throws {
    let outcome = try Program()("bench", "--workload", "ae", "--batch-size", "2", "--steps", "3", "--threads", "1")
    #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.errors)\(outcome.output)")
  }

  @Test func `bench refuses what it cannot do`() throws {
    let program = try Program()
    expectWrongUsage(try program("bench", "--workload", "cae-mnits"), "did you mean cae-mnist?")
    expectWrongUsage(try program("bench", "--seconds", "0"), "--seconds")
    expectWrongUsage(try program("bench", "--repeats", "0"), "--repeats")
    expectWrongUsage(try program("bench", "--task", "sleeping"), "inference")
    expectWrongUsage(try program("bench", "--batch-size", "0"), "--batch-size")
    expectWrongUsage(try program("bench", "--task", "latency", "--batch-size", "2"), "--task inference")
    expectWrongUsage(try program("bench", "--steps", "-1"), "--steps")
  }
}
