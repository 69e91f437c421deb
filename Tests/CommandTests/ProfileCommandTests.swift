import Foundation
import Hourglass
import TestSupport
import Testing

/// The commands that tell where time goes.
@Suite struct ProfileCommandTests {
  private static let briefly = ["--seconds", "0.05", "--repeats", "1", "--threads", "2"]

  @Test func `bench --roofline prints each stage beside the machine's peaks`() throws {
    let program = try Program()
    let outcome = try program(
      ["bench", "--workload", "ae", "--workload", "conv-ae", "--batch-size", "20", "--roofline", "--json"]
        + Self.briefly)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines.count == 2)
    let dense = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.lines[0].utf8)) as? [String: Any])
    let optimizer = try #require(
      (dense["stages"] as? [[String: Any]])?.first { $0["title"] as? String == "optimiser" })
    // Adam reads four vectors and writes three, of AE's 201,616 numbers.
    #expect(abs(try #require(optimizer["mb_per_step"] as? Double) - 28 * 0.201616) < 1e-9)
    // Both layers forward, both weight gradients and one input gradient, and 12 for each number that Adam changes; what is
    // left is one or some for each pixel.
    let products = (20 * 5 * 2 * 784 * 128 + 12 * 201_616) / 1e9
    let counted = try #require(dense["gflop_per_step"] as? Double)
    #expect(counted > products && counted < 1.1 * products)
    let object = try #require(outcome.lastObject)
    #expect(
      object.keys.sorted() == [
        "batch", "bound_ms", "gb_per_second", "gflop_per_second", "gflop_per_step", "images_per_second",
        "instruction_set", "mb_per_step", "ms_per_step", "peak_rss_mb", "peaks", "share_of_bandwidth",
        "share_of_peak", "stages", "task", "threads", "workload",
      ])
    let peaks = try #require(object["peaks"] as? [String: Double])
    #expect(try #require(peaks["gflop_per_second"]) > 0.1 && #require(peaks["gb_per_second"]) > 0.1)
    let stages = try #require(object["stages"] as? [[String: Any]])
    let titles = stages.compactMap { $0["title"] as? String }
    #expect(titles.contains("optimiser") && titles.last == "everything else")
    #expect(titles.contains { $0.contains("convolution 3x3") }, "\(titles)")
    func sum(_ key: String) -> Double { stages.reduce(0) { $0 + ($1[key] as? Double ?? 0) } }
    let (step, work) = (
      try #require(object["ms_per_step"] as? Double), try #require(object["gflop_per_step"] as? Double)
    )
    #expect(abs(sum("ms_per_step") - step) < 0.02 * step)
    #expect(abs(sum("gflop_per_step") - work) < 1e-6 * work)
    #expect(abs(sum("share") - 1) < 0.02)
  }

  @Test func `bench --roofline prints tables`() throws {
    let outcome = try Program()(["bench", "--workload", "ae", "--task", "latency", "--roofline"] + Self.briefly)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for words in [
      "GFLOP/s of multiply-adds", "GB/s from and to memory", "of bandwidth", "bound by", "matrix product 784→128",
      "everything else",
    ] {
      #expect(outcome.output.contains(words), "\(words)")
    }
  }

  @Test func `bench --partition shows how the work divides`() throws {
    let program = try Program()
    let arguments = ["bench", "--workload", "cae-mnist", "--partition", "8"]
    let object = try #require(try program(arguments + ["--json"]).lastObject)
    #expect((object["threads"] as? Int, object["batch"] as? Int) == (8, 1024))
    #expect(try #require(object["imbalance"] as? Double) >= 1)
    let stages = try #require(object["stages"] as? [[String: Any]])
    #expect(stages.allSatisfy { ($0["imbalance"] as? Double ?? 0) >= 1 && ($0["tasks"] as? Int ?? 0) > 0 })
    #expect(abs(stages.reduce(0) { $0 + ($1["share"] as? Double ?? 0) } - 1) < 1e-6)
    // 1024 images in 24 groups: three for each of eight threads.
    let largest = try #require(stages.max { ($0["share"] as? Double ?? 0) < ($1["share"] as? Double ?? 0) })
    #expect(largest["tasks"] as? Int == 24 && (largest["imbalance"] as? Double ?? 2) < 1.02)
    let few = try program("bench", "--workload", "ae", "--batch-size", "2", "--partition", "8")
    #expect(few.output.contains("fewer tasks than threads"))
    expectWrongUsage(try program("bench", "--partition", "0"), "--partition")
    expectWrongUsage(try program("bench", "--partition", "8", "--roofline"), "one of them")
  }

  @Test func `train --profile tells where the time went and notes it`() throws {
    let program = try Program()
    let outcome = try program.trained("--epochs", "2", "--profile")
    for words in ["convolution 3x3 1→5", "optimiser", "waiting for images", "validation", "saving and printing"] {
      #expect(outcome.output.contains(words), "\(words)")
    }
    let path = program.folder("runs/mine/profile.json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any])
    #expect(object["steps"] as? Int == 8)
    let lines = try #require(object["lines"] as? [[String: Any]])
    #expect(abs(lines.reduce(0) { $0 + ($1["share"] as? Double ?? 0) } - 1) < 0.02)
    // Nothing is trained, and nothing is told, once the run is at its end.
    let again = try program.trained("--epochs", "2", "--profile")
    #expect(!again.output.contains("everything else"))
  }

  @Test func `train keeps no profile unasked, and the same numbers with one`() throws {
    let program = try Program()
    try program.trained("--epochs", "1")
    let plain = try program.files(below: "runs/mine/checkpoints")
    #expect(try !program.files(below: "runs/mine").keys.contains("profile.json"))
    try program.trained("--epochs", "1", "--restart", "--profile")
    #expect(try program.files(below: "runs/mine/checkpoints") == plain)
  }
}
