import Benchmarking
import Hourglass

extension Bench {
  /// Prints a workload beside the machine's peaks, and its stages.
  func show(_ roofline: Roofline) throws {
    guard !json else { return print(try roofline.jsonLine()) }
    func percent(_ part: Double) -> String { "\(Int((100 * part).rounded()))%" }
    var table = Table([
      "workload", "task", "batch", "ms", "images/s", "GFLOP/s", "of peak", "MB", "GB/s", "of bandwidth", "bound ms",
    ])
    table.add([
      roofline.workload, roofline.task.rawValue, "\(roofline.batch)", Figures.number(roofline.msPerStep),
      Figures.count(Int(roofline.imagesPerSecond)), Figures.decimals(roofline.gflopPerSecond, 1),
      percent(roofline.shareOfPeak), Figures.decimals(roofline.mbPerStep, 2),
      Figures.decimals(roofline.gbPerSecond, 1), percent(roofline.shareOfBandwidth),
      Figures.number(roofline.boundMs),
    ])
    print("")
    for line in table.lines + [""] { print(line) }
    for line in ProfileTable(roofline.stages, peaks: roofline.peaks).text { print(line) }
  }

  /// Prints how a step divides among threads, and its stages.
  func show(_ division: Division) throws {
    guard !json else { return print(try division.jsonLine()) }
    print(
      "\(division.workload), \(division.task.rawValue), batch \(division.batch), among \(division.threads) threads: "
        + "the busiest does \(Figures.decimals(division.imbalance, 3)) times the mean")
    var table = Table(["stage", "tasks", "arithmetic", "largest / mean", ""])
    for stage in division.stages {
      table.add([
        stage.title, "\(stage.tasks)", "\(Figures.decimals(100 * stage.share, 1))%",
        Figures.decimals(stage.imbalance, 3), stage.tasks < division.threads ? "fewer tasks than threads" : "",
      ])
    }
    for line in table.lines + [""] { print(line) }
  }
}
