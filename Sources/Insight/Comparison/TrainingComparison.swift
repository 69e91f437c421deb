import Autoencoders
import ImageData
import Settings
import Tensors
public import Training

/// Trainings side by side, or one alone: the settings that differ, the curves, the metrics of the best and of the last epoch.
public struct TrainingComparison: Codable, Hashable, Sendable {
  /// A point of a run's curves.
  public struct Point: Codable, Hashable, Sendable {
    /// The epoch, from 1.
    public var epoch: Int
    /// Steps done by its end.
    public var step: Int
    /// The mean loss over the epoch's training images.
    public var trainingLoss: Double
    /// The metrics on the validation images; nil where no validation was due.
    public var validation: Evaluation?
    /// The learning rate of the epoch's last step; nil for an optimiser that searches along lines, and in logs of earlier
    /// versions.
    public var learningRate: Double?
  }

  /// One of the runs.
  public struct Side: Codable, Hashable, Sendable {
    /// The run's name.
    public var run: String
    /// The name of the model.
    public var model: String
    /// Trained parameters.
    public var parameters: Int
    /// The dimension of the code.
    public var codeSize: Int
    /// The name of the loss; losses of different names cannot be compared.
    public var lossName: String
    /// Epochs to train.
    public var epochsWanted: Int?
    /// Whether all epochs are done and the results measured.
    public var isFinished: Bool
    /// The epochs done.
    public var curve: [Point]
    /// The epoch of the best checkpoint; nil before the first validation.
    public var best: Point?
    /// The last epoch; nil before its end.
    public var last: Point? { curve.last }
    /// The run's tags.
    public var tags: [String]
  }

  /// A setting that the runs do not agree in.
  public struct Setting: Codable, Hashable, Sendable {
    /// Its path in the run file, such as `optimizer.learning_rate`.
    public var name: String
    /// Its value in each run; nil where the run file does not have it: the default, or a setting of other models.
    public var values: [String?]
  }

  /// The runs, in the order given.
  public let runs: [Side]
  /// The settings that differ, in the order of the run files.
  public let settings: [Setting]
  /// PCA and the mean image on the validation images of the first run; empty until they are measured.
  public internal(set) var yardsticks: [NamedMetrics] = []
  /// The runs that differ in their seed alone, two or more, by their places in ``runs``.
  public let seeds: [[Int]]
  /// What could not be compared, one sentence each.
  public internal(set) var notes: [String] = []

  /// Compares `runs` by their folders alone.
  ///
  /// - Throws: what is wrong with a run file.
  public init(_ runs: [TrainedRun]) throws {
    self.runs = try runs.map(Side.init)
    let texts = try runs.map { try RunFile.settingTexts(path: $0.directory.runFile) }
    settings = Self.differing(texts)
    seeds = Self.seeds(texts)
    let losses = Set(self.runs.map(\.lossName))
    if losses.count > 1 {
      notes.append("the losses differ (\(losses.sorted().joined(separator: ", "))), so only the other metrics compare")
    }
    let images = Set(settings.filter { ["record.fingerprint", "data.validation"].contains($0.name) }.map(\.name))
    if images.contains("record.fingerprint") {
      notes.append("the runs were trained on different images")
    } else if images.contains("data.validation") {
      notes.append("the runs hold out different validation images")
    }
  }

  /// The places of runs whose settings are the same but for the seed; the same run twice is no second seed.
  private static func seeds(_ texts: [[(name: String, text: String)]]) -> [[Int]] {
    let tables = texts.map { texts in Dictionary(texts.map { ($0.name, $0.text) }) { first, _ in first } }
    var groups: [[String: String]: [Int]] = [:]
    for (place, table) in tables.enumerated() where table["training.seed"] != nil {
      groups[table.filter { $0.key != "training.seed" }, default: []].append(place)
    }
    return groups.values.filter { group in group.count > 1 && Set(group.map { tables[$0] }).count == group.count }
      .sorted { $0[0] < $1[0] }
  }

  private static func differing(_ texts: [[(name: String, text: String)]]) -> [Setting] {
    let tables = texts.map { texts in Dictionary(texts.map { ($0.name, $0.text) }) { first, _ in first } }
    var names: [String] = []
    var known: Set<String> = []
    for text in texts.joined() where known.insert(text.name).inserted { names.append(text.name) }
    // The sections of the first run file come first, each with what other files add to it.
    let sections = names.map { $0.prefix { $0 != "." } }
    var order: [Substring] = []
    for section in sections where !order.contains(section) { order.append(section) }
    return order.flatMap { section in zip(names, sections).filter { $0.1 == section }.map(\.0) }.compactMap { name in
      let values = tables.map { $0[name] }
      return Set(values).count > 1 ? Setting(name: name, values: values) : nil
    }
  }

  /// Whether all runs have one loss.
  public var hasOneLoss: Bool { Set(runs.map(\.lossName)).count == 1 }
}

extension TrainingComparison.Side {
  init(_ run: TrainedRun) throws {
    let overview = RunOverview(run.directory)
    self.run = run.name
    model = run.configuration.model.title
    parameters = run.model.parameterCount
    codeSize = try run.model.encoding().code.shape.count
    lossName = run.model.lossName
    (epochsWanted, isFinished) = (overview.epochsWanted, overview.isFinished)
    let reports = overview.reports
    curve = reports.map(TrainingComparison.Point.init)
    best = reports.last(where: \.isBest).map(TrainingComparison.Point.init)
    tags = try RunNotes(of: run.directory).tags
  }
}

extension TrainingComparison.Point {
  fileprivate init(_ report: EpochReport) {
    self.init(
      epoch: report.epoch, step: report.step, trainingLoss: report.trainingLoss, validation: report.validation,
      learningRate: report.learningRate)
  }
}
