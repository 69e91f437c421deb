import Catalogue
import Foundation
import Hourglass
import Jobs

/// A data set, as `GET /datasets/<id>.json` answers.
struct DataSetDocument: Codable, Sendable {
  /// A part.
  struct Part: Codable, Sendable {
    /// `train`, `validation` or `test`.
    var part: DatasetPart
    var images: Int
    /// The number of images that were looked at, and of those that cannot be read.
    var surveyed: Int
    var bad: Int
    /// The mean and the standard deviation of each channel's pixels, from 0 to 1; empty before the images were looked at.
    var means: [Double]
    var deviations: [Double]
  }

  /// A class, with its number of images by part.
  struct Class: Codable, Sendable {
    var label: Int
    var name: String
    var images: [String: Int]
  }

  /// A run that uses the data set.
  struct Run: Codable, Sendable {
    var id: String
    var name: String
    var status: String
    var model: String?
  }

  /// The job that makes it, or made it.
  struct MakingJob: Codable, Sendable {
    var id: String
    var title: String
    var status: JobState
    var reason: String?
    /// The share that is done; null where it is not known.
    var progress: Double?
    var remaining_seconds: Double?
    /// How far it is, in words: `train_db 12,000 of 60,000 images`.
    var detail: String?
    var seconds: Double?
    var command: String
    /// The last lines of its output.
    var log: String
  }

  var id: String
  var name: String
  /// `done`, or the state of the job that makes it; `failed` where its images are gone.
  var status: JobState
  var problem: String?
  var creation_time: Date
  var notes: String?
  /// What it was made from.
  var source: String
  /// What a run names as its data set.
  var reference: String
  var directory: String
  /// The fields of its form.
  var form: [String: String]
  /// The kind of files: `lmdb`, `folder`, `idx` … null while it is being made.
  var kind: String?
  /// Height, width and channels.
  var image_dimensions: [Int]
  var image_count = 0
  var parts: [Part] = []
  /// The classes; empty for images without labels.
  var classes: [Class] = []
  /// Which images validate unless a run says otherwise.
  var validation: String?
  var needs_size = false
  /// The number of files of each kind that are not read.
  var ignored: [String: Int] = [:]
  var settings: [DataSetContents.Setting] = []
  var bytes = 0
  /// Whether the images have been looked at: sizes, bad images and mean are known.
  var is_surveyed = false
  /// At most 100 of the images that cannot be read.
  var bad_images: [DatasetOverview.UnreadableImage] = []
  /// The number of pictures that the import left out since they cannot be read, and at most 100 of them.
  var left_out_count = 0
  var left_out_images: [LeftOutImages.Picture] = []
  /// The most frequent sizes at which the images that were looked at are stored.
  var sizes: [DatasetOverview.StoredSize] = []
  /// Where the mean image is, from the server's root; null for none.
  var mean_image: String?
  var job: MakingJob?
  var runs: [Run]

  /// What is known of a data set.
  init(_ set: DataSet, _ contents: DataSetContents?, job: MakingJob?, status: JobState, runs: [RunRow]) {
    (id, name, problem, creation_time) = (set.id, set.title, set.problem, set.created)
    (notes, source, reference, directory, form) = (set.note, set.source, set.reference, set.folder, set.form)
    (self.status, self.job) = (status, job)
    self.runs = runs.map { Run(id: $0.id, name: $0.name, status: $0.state.rawValue, model: $0.model) }
    image_dimensions = []
    guard let contents else { return }
    let overview = contents.overview
    kind = overview.kind.rawValue
    if overview.shape.count == 3 { image_dimensions = [overview.shape[1], overview.shape[2], overview.shape[0]] }
    parts = overview.parts.map {
      Part(
        part: $0.part, images: $0.images, surveyed: $0.surveyed, bad: $0.bad, means: $0.mean, deviations: $0.deviation)
    }
    image_count = parts.reduce(0) { $0 + $1.images }
    classes = Self.classes(overview.parts)
    (validation, needs_size, settings) = (contents.validation, contents.needsSize, contents.settings)
    (ignored, bytes, is_surveyed) = (overview.ignoredKinds, overview.diskBytes ?? 0, contents.isSurveyed)
    (bad_images, sizes) = (Array(overview.badImages.prefix(100)), overview.storedSizes)
    mean_image = contents.hasMean ? "datasets/\(id)/mean.png" : nil
  }

  private static func classes(_ parts: [DatasetOverview.Part]) -> [Class] {
    var classes: [Int32: Class] = [:]
    for part in parts {
      for entry in part.classes ?? [] {
        classes[entry.label, default: Class(label: Int(entry.label), name: entry.name, images: [:])]
          .images[part.part.rawValue] = entry.count
      }
    }
    return classes.values.sorted { $0.label < $1.label }
  }
}

extension DataSetDocument.MakingJob {
  /// A job with the end of its log.
  init(_ job: Job, _ progress: JobProgress?, log: String) {
    (id, title, status, reason) = (
      job.id.rawValue, job.title, job.state, job.reason.map(PageWords.replacingFlags)
    )
    (command, self.log) = (job.commandLine, log)
    self.progress = job.state == .done ? 1 : progress?.fraction
    remaining_seconds = progress?.remainingSeconds
    detail = progress?.data.flatMap { Self.words($0) }
    seconds = job.started.map { (job.ended ?? Date()).timeIntervalSince($0) }
  }

  /// How far an import or a download is.
  static func words(_ event: DataEvent) -> String? {
    switch event {
    case .importing(let report):
      let bad = report.bad > 0 ? ", \(Figures.count(report.bad)) cannot be read" : ""
      return "\(report.part): \(Figures.count(report.done)) of \(Figures.count(report.total)) images, "
        + "\(Figures.count(Int(report.imagesPerSecond))) images/s\(bad)"
    case .downloading(let report):
      return "\(report.file) from \(report.host): \(Figures.bytes(report.bytes)) of \(Figures.bytes(report.total)), "
        + "\(Figures.bytes(Int(report.bytesPerSecond)))/s"
    case .done, .stopped, .failed: return nil
    }
  }
}

extension DatasetOverview.UnreadableImage {
  /// The reason without the title, where it begins with that.
  var plainReason: String { LeftOutImages.plain(reason, of: title) }
}
