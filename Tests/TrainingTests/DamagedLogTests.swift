import Foundation
import Hourglass
import Testing

/// A run whose log is damaged has its other epochs, and a sentence with the line.
@Suite struct DamagedLogTests {
  @Test func `damaged lines are left out and named, a line that is written is none yet`() throws {
    let small = try SmallRuns()
    let directory = try small.trained(small.settings(epochs: 3)).directory
    let text = try String(contentsOfFile: directory.metrics, encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    func overview(_ text: String) throws -> RunOverview {
      try text.write(toFile: directory.metrics, atomically: true, encoding: .utf8)
      return RunOverview(directory)
    }
    #expect(RunOverview(directory).damage.isEmpty && RunOverview(directory).newestDamage.isEmpty)
    let written = try overview(text + lines[0].prefix(30))
    #expect(written.damage.isEmpty && written.reports.map(\.epoch) == [1, 2, 3] && written.epochs == 3)
    let one = try overview("\(lines[0])\n\(lines[1].prefix(30))\n\(lines[2])\n")
    #expect(one.reports.map(\.epoch) == [1, 3])
    #expect(one.damage.map(\.place) == ["\(directory.metrics):2"])
    #expect(one.newestDamage.isEmpty)
    #expect(one.damage[0].description.contains("the line is not an epoch (expected"), "\(one.damage[0])")
    let two = try overview("\n\(lines[0])\n{}\n7\n\(lines[2])")
    #expect(two.reports.map(\.epoch) == [1, 3] && two.isFinished)
    #expect(two.damage.map(\.place) == ["\(directory.metrics):3"])
    #expect(two.damage[0].description.contains("nor is another one"), "\(two.damage[0])")
    let last = try overview("{}\n\(lines[0])\n{}\n7\n")
    #expect(last.epochs == 1 && last.newestDamage.map(\.place) == ["\(directory.metrics):3"])
    #expect(last.newestDamage[0].description.contains("nor is another one"), "\(last.newestDamage[0])")
    #expect(try overview("?\n").newestDamage.map(\.place) == ["\(directory.metrics):1"])
    try "\n\(lines[0])\n{}\n7\n\(lines[2])".write(toFile: directory.metrics, atomically: true, encoding: .utf8)
    try "{".write(toFile: directory.results, atomically: true, encoding: .utf8)
    #expect(RunOverview(directory).damage.map(\.place) == ["\(directory.metrics):3", directory.results])
  }

  @Test func `a resumed run warns of the lines that its log loses`() throws {
    let small = try SmallRuns()
    let directory = try small.trained(small.settings(epochs: 2)).directory
    let text = try String(contentsOfFile: directory.metrics, encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    try "?\n\(lines[1])\n".write(toFile: directory.metrics, atomically: true, encoding: .utf8)
    let warnings = try small.run(small.settings(epochs: 3)).warnings()
    #expect(warnings.map(\.place).contains("\(directory.metrics):1"), "\(warnings)")
    let reports = RunOverview(try small.trained(small.settings(epochs: 3)).directory).reports
    #expect(reports.map(\.epoch) == [2, 3])
    #expect(try #require(reports[1].wallSeconds) > #require(reports[0].wallSeconds))
  }
}
