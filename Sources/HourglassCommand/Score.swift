public import ArgumentParser
import CPUEngine
import Foundation
import Hourglass
import ImageShapes
public import Insight

/// The command `hourglass score`.
struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Score pictures by how little they are like a run's normal images.",
    discussion: """
        hourglass score ae new/*.png --output heat

      The codes of the run's training images are the reference. A picture is called \
      anomalous where its score is above that of all but a share of the validation \
      images (--false-positive-rate). --output writes each picture beside its \
      reconstruction and a map of its error.
      """)

  @OptionGroup var source: RunOption

  @Argument(help: ArgumentHelp("Picture files, or folders of them.", valueName: "picture"))
  var pictures: [String]

  @Option(parsing: .upToNextOption, help: "Normal classes, by number or name. (default: all)")
  var normal: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The class of all pictures, for a model of classes.", valueName: "class"))
  var label: String?

  @Option(help: "What decides.")
  var by: AnomalyScore = .reconstruction

  @Option(parsing: .unconditional, help: "The share of validation images that may be called anomalous.")
  var falsePositiveRate = 0.01

  @OptionGroup var folder: FolderOutputOptions
  @OptionGroup var dataRoot: DataRootOption
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object a picture as the last lines.")
  var json = false

  func validate() throws {
    guard !pictures.isEmpty else { throw ValidationError("no picture to score") }
    guard (0...1).contains(falsePositiveRate) else {
      throw ValidationError("--false-positive-rate: expected 0 to 1, got \(falsePositiveRate)")
    }
  }

  func run() throws {
    let executor = try compute.executor()
    let run = try source.run(dataRoot)
    try run.trained.printState()
    let files = try PictureFile.all(at: pictures)
    let read = try files.map { try Picture(path: $0.path) }
    let labels = label.map { label in read.map { _ in label } }
    let scorer = try PictureScorer(run, normal: normal, executor: executor)
    let scores = try scorer.scores(
      of: read, names: files.map(\.path), labels: labels, by: by, falsePositiveRate: falsePositiveRate)
    if let note = run.trained.conversion(of: read).note { Console.note(note) }
    var table = Table(["picture"] + scorer.kinds.map(\.rawValue) + ["anomalous"])
    for score in scores {
      table.add(
        [score.picture] + scorer.kinds.map { MetricText.significant(score.scores[$0.rawValue]) }
          + [score.isAnomalous ? "yes" : "no"])
    }
    table.print()
    print(
      "anomalous: \(by.rawValue) above \(MetricText.significant(scores.first?.threshold)), which at most "
        + "\(MetricText.decimals(100 * falsePositiveRate, 1)) % of the \(scorer.normalCount) normal images exceed")
    if let output = folder.output { try write(read, of: files, labels, scorer, to: output) }
    guard json else { return }
    for score in scores { print(try score.jsonLine()) }
  }

  private func write(
    _ read: [Picture], of files: [PictureFile], _ labels: [String]?, _ scorer: PictureScorer, to folder: String
  ) throws {
    for (file, map) in zip(files, try scorer.errorMaps(of: read, labels: labels)) {
      let path = "\(folder)/\((file.name as NSString).deletingPathExtension)-error.png"
      try Folder.make((path as NSString).deletingLastPathComponent)
      try map.write(to: path)
    }
    print(
      "\(read.count) \(read.count == 1 ? "map" : "maps") of errors in \(folder): picture, reconstruction, squared error"
    )
  }
}

extension AnomalyScore: ExpressibleByArgument {}
