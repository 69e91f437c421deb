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
      let parts = collection.parts.map { part, images in
        (part, images, ImageSurvey(of: images, threads: ProcessInfo.processInfo.activeProcessorCount))
      }
      let bad = parts.flatMap { $0.2.badImages }
      if source.options.givenPolicy == .fail, !bad.isEmpty {
        for image in bad { Console.error(image.reason) }
        throw ExitCode.failure
      }
      if json {
        print(try Description(collection, parts).jsonLine())
      } else {
        for line in Self.lines(collection, parts, needsSize: needsSize) { print(line) }
      }
    }

    typealias Surveyed = (part: DatasetPart, images: any ImageSource, survey: ImageSurvey)

    private static func lines(_ collection: ImageCollection, _ parts: [Surveyed], needsSize: Bool) -> [String] {
      var lines = ["\(collection.title): \(collection.kind.rawValue), images \(collection.training.shape)"]
      if let sizes = StoredSizes(parts) {
        let cure = needsSize ? "; training needs --resize WxH" : ""
        lines.append("sizes       \(Figures.count(sizes.count)), from \(sizes.smallest) to \(sizes.largest)\(cure)")
      }
      if collection.training.hasFractions { lines.append("pixels      numbers between the levels of bytes, kept") }
      if let mean = collection.meanFile { lines.append("mean        \(mean)") }
      if let split = collection.split { lines.append("validation  \(split)") }
      if !collection.ignoredFiles.isEmpty {
        let count = collection.ignoredFiles.count
        lines.append("ignored     \(Figures.count(count)) \(count == 1 ? "file" : "files"): \(collection.ignoredFiles)")
      }
      var table = Table(["part", "images", "bad", "bytes", "mean", "deviation", "fingerprint"])
      for (part, images, survey) in parts {
        table.add([
          part.rawValue, Figures.count(images.count), Figures.count(survey.badImages.count),
          Figures.count(images.count * images.bytesPerImage), short(survey.means), short(survey.deviations),
          images.fingerprint,
        ])
      }
      lines += [""] + table.lines
      guard let classes = classTable(parts) else { return lines + ["", "no labels"] }
      return lines + [""] + classes.lines
    }

    /// A row a class, a column a part; nil where no part has labels.
    private static func classTable(_ parts: [Surveyed]) -> Table? {
      let labelled = parts.compactMap { part, images, _ in images.classCounts.map { (part, $0) } }
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

/// The sizes at which the images of a collection are stored, where they are several.
private struct StoredSizes: Encodable {
  var count: Int
  /// The sizes with the fewest and the most pixels, `640x480`.
  var smallest, largest: String

  /// Nil where all images that can be read are of one size.
  init?(_ parts: [DataCommand.Info.Surveyed]) {
    let sizes = Set(parts.flatMap(\.survey.sizes.keys)).sorted {
      ($0.width * $0.height, $0.width) < ($1.width * $1.height, $1.width)
    }
    guard sizes.count > 1, let smallest = sizes.first, let largest = sizes.last else { return nil }
    (count, self.smallest, self.largest) = (sizes.count, "\(smallest)", "\(largest)")
  }
}

/// The last line of `hourglass data info --json`.
private struct Description: Encodable {
  struct Part: Encodable {
    var part: String
    var images: Int
    var bad: Int
    var bytes: Int
    /// Of each channel, in [0, 1].
    var mean, deviation: [Double]
    var fingerprint: String
    var classes: [Class]?
  }

  struct Class: Encodable {
    var label: Int32
    var name: String
    var count: Int
  }

  var title: String
  var kind: String
  /// `[c, h, w]`.
  var shape: [Int]
  /// Nil where all images are stored at one size.
  var sizes: StoredSizes?
  var meanFile: String?
  var validation: String?
  var ignoredFiles: Int
  /// The number of ignored files of each kind.
  var ignoredKinds: [String: Int]
  var parts: [Part]

  init(_ collection: ImageCollection, _ parts: [DataCommand.Info.Surveyed]) {
    (title, kind, shape) = (collection.title, collection.kind.rawValue, collection.training.shape.dimensions)
    (meanFile, validation) = (collection.meanFile, collection.split?.description)
    (ignoredFiles, ignoredKinds) = (collection.ignoredFiles.count, collection.ignoredFiles.counts)
    sizes = StoredSizes(parts)
    self.parts = parts.map { part, images, survey in
      Part(
        part: part.rawValue, images: images.count, bad: survey.badImages.count,
        bytes: images.count * images.bytesPerImage, mean: survey.means, deviation: survey.deviations,
        fingerprint: images.fingerprint,
        classes: images.classCounts?.map { Class(label: $0.label, name: $0.name, count: $0.count) })
    }
  }
}
