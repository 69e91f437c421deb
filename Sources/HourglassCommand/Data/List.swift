import ArgumentParser
import Foundation
import Hourglass

extension DataCommand {
  /// The command `hourglass data list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the known data sets: where they are, or how to get them.")

    @OptionGroup var dataRoot: DataRootOption

    @Flag(help: "Print one JSON object a data set.")
    var json = false

    func run() throws {
      var isFolder: ObjCBool = false
      if let dataRoot = dataRoot.folder,
        !FileManager.default.fileExists(atPath: dataRoot, isDirectory: &isFolder) || !isFolder.boolValue
      {
        throw DataCommandError(
          .noFolder, Report("no such folder", place: dataRoot, cure: "check --data-root, or leave it out"))
      }
      let environment = ProcessInfo.processInfo.environment
      let findings = DatasetCatalogue.standard.findings(dataRoot: dataRoot.folder, environment: environment)
      if json {
        for finding in findings {
          print(
            try Entry(name: finding.dataset.name, folder: finding.folder, split: "\(finding.dataset.split)").jsonLine())
        }
        return
      }
      var table = Table(["data set", "validation", "place"])
      for finding in findings {
        table.add([
          finding.dataset.name, "\(finding.dataset.split)", finding.folder ?? "not found; \(finding.cure)",
        ])
      }
      table.print()
    }

    private struct Entry: Encodable {
      var name: String
      var folder: String?
      var split: String
    }
  }
}
