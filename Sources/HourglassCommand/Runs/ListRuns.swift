import ArgumentParser
import Foundation
import Hourglass

extension Runs {
  /// The command `hourglass runs list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the runs with their metrics, groups and tags; archived ones with --all.")

    @OptionGroup var runs: RunsOption

    @Flag(help: "List archived runs too.")
    var all = false

    @Option(help: ArgumentHelp("List only runs with this tag.", valueName: "tag"))
    var tag: String?

    @Option(help: ArgumentHelp("List only runs of this group.", valueName: "name"))
    var group: String?

    @Flag(help: "Print one JSON object a run instead of a table.")
    var json = false

    func run() throws {
      var summaries: [RunSummary] = []
      for (name, directory) in RunDirectory.all(in: runs.folder) {
        do {
          let overview = RunOverview(directory)
          summaries.append(try RunSummary(name: name, directory, overview))
          for report in overview.newestDamage { Console.warning("\(report)") }
        } catch {
          Console.warning("\(error)")
        }
      }
      let chosen = summaries.filter { summary in
        tag.map(summary.notes.tags.contains) ?? true && group.map { $0 == summary.group } ?? true
      }
      let shown = chosen.filter { all || !$0.notes.isArchived }
      guard !json else {
        for summary in shown { print(try summary.jsonLine()) }
        return
      }
      guard !chosen.isEmpty else {
        let wanted = [tag.map { "with the tag \($0)" }, group.map { "in the group \($0)" }].compactMap(\.self)
        print(
          summaries.isEmpty
            ? "no runs in \(runs.folder); train one with `hourglass train`"
            : "no runs \(wanted.joined(separator: " "))")
        return
      }
      if !shown.isEmpty { show(shown) }
      let hidden = chosen.count - shown.count
      if hidden > 0 { print("\(hidden) archived \(hidden == 1 ? "run is" : "runs are") not listed; --all lists all") }
    }

    private func show(_ summaries: [RunSummary]) {
      let hasGroups = summaries.contains { $0.group != nil }
      let hasTags = summaries.contains { !$0.notes.tags.isEmpty }
      var table = Table(
        ["run", "epochs", "validation", "mse01", "psnr (dB)"] + (hasGroups ? ["group"] : [])
          + (hasTags ? ["tags"] : []) + ["state"])
      for summary in summaries {
        let state = summary.isFinished ? "finished" : "unfinished"
        let epochs = summary.epochsWanted.map { "\(summary.epochs)/\($0)" } ?? "\(summary.epochs)"
        var row = [summary.run, epochs]
        row.append(summary.validation.map { Figures.number($0.loss) } ?? "-")
        row.append(summary.validation.map { Figures.number($0.mse01) } ?? "-")
        row.append(summary.validation.map { Figures.decibels($0.psnr) } ?? "-")
        if hasGroups { row.append(summary.group ?? "") }
        if hasTags { row.append(summary.notes.tags.joined(separator: " ")) }
        row.append(summary.notes.isArchived ? "\(state), archived" : state)
        table.add(row)
      }
      table.print()
    }
  }
}
