import ArgumentParser
import Foundation
import Hourglass
import ImageShapes

extension DataCommand {
  /// The command `hourglass data info`.
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the images, shapes, classes, mean and deviation of a data set.")

    @OptionGroup var source: SourceOptions

    @Flag(help: "Print one JSON object instead of the tables.")
    var json = false

    func run() throws {
      let (collection, needsSize) = try source.collectionOfAllSizes()
      let overview = DatasetOverview(collection, threads: ProcessInfo.processInfo.activeProcessorCount)
      if source.options.givenPolicy == .fail, !overview.badImages.isEmpty {
        for image in overview.badImages { Console.error(image.reason) }
        throw ExitCode.failure
      }
      if json {
        print(try overview.jsonLine())
      } else {
        for line in Self.lines(collection, overview, needsSize: needsSize) { print(line) }
      }
    }

    private static func lines(
      _ collection: ImageCollection, _ overview: DatasetOverview, needsSize: Bool
    ) -> [String] {
      var lines = ["\(overview.title): \(overview.kind.rawValue), images \(collection.training.shape)"]
      if let sizes = overview.sizes {
        let cure = needsSize ? "; training needs --resize WxH" : ""
        lines.append("sizes       \(Figures.count(sizes.count)), from \(sizes.smallest) to \(sizes.largest)\(cure)")
      }
      if collection.training.hasFractions { lines.append("pixels      numbers between the levels of bytes, kept") }
      if let mean = overview.meanFile { lines.append("mean        \(mean)") }
      if let split = overview.validation { lines.append("validation  \(split)") }
      if overview.ignoredFiles > 0 {
        lines.append("ignored     \(Figures.count(overview.ignoredFiles, "file")): \(collection.ignoredFiles)")
      }
      var table = Table(["part", "images", "bad", "bytes", "mean", "deviation", "fingerprint"])
      for part in overview.parts {
        table.add([
          part.part.rawValue, Figures.count(part.images), Figures.count(part.bad), Figures.count(part.bytes),
          short(part.mean), short(part.deviation), part.fingerprint ?? "-",
        ])
      }
      lines += [""] + table.lines
      guard let classes = classTable(overview.parts) else { return lines + ["", "no labels"] }
      return lines + [""] + classes.lines
    }

    /// A row a class, a column a part; nil where no part has labels.
    private static func classTable(_ parts: [DatasetOverview.Part]) -> Table? {
      let labelled = parts.compactMap { part in part.classes.map { (part.part, $0) } }
      guard !labelled.isEmpty else { return nil }
      var names: [Int32: String] = [:]
      var counts: [Int32: [Int]] = [:]
      for (column, (_, classes)) in labelled.enumerated() {
        for entry in classes {
          names[entry.label] = entry.name
          counts[entry.label, default: Array(repeating: 0, count: labelled.count)][column] = entry.count
        }
      }
      var table = Table(["class", "label"] + labelled.map(\.0.rawValue))
      for (label, columns) in counts.sorted(by: { $0.key < $1.key }) {
        table.add([names[label] ?? "", "\(label)"] + columns.map(Figures.count))
      }
      return table
    }

    private static func short(_ values: [Double]) -> String {
      values.isEmpty ? "-" : values.map { Figures.decimals($0, 4) }.joined(separator: " ")
    }
  }
}
