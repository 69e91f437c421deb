import Catalogue
import Hourglass
import Web

/// What a form would make a data set of, and what is wrong with the form: the answer of `POST /datasets/preview`.
struct DataSetPreview: Codable, Sendable {
  /// An image.
  struct Thumbnail: Codable, Sendable {
    /// The address of the picture, from the server's root.
    var url: String
    var title: String
    var class_name: String?
    /// The size at which it is stored, `640x480`.
    var size: String
  }

  /// A name with a number of images or files.
  struct Count: Codable, Sendable {
    var name: String
    var count: Int
  }

  /// Files that will not be read.
  struct Skipped: Codable, Sendable {
    var reason: String
    var count: Int
    var examples: [String]
  }

  /// Sentences by field; empty where all fits.
  var errors: [String: [String]] = [:]
  /// The identifier of what was looked at, the same while the images are; null where nothing was found.
  var id: String?
  /// The title that the data set has unless the form gives another.
  var title: String?
  /// The kind of files.
  var kind: String?
  /// The number of images found.
  var images = 0
  /// Images that train, validate and test, once the data set is made.
  var parts: [Count] = []
  /// Which images of a data set that is used as it is validate: `10%`, `first 5000`, `given`.
  var split: String?
  /// At most 1,000 classes.
  var classes: [Count] = []
  /// The number of classes; 0 for images without labels.
  var class_count = 0
  /// The names of classes that are left out since they have too few images.
  var left_out: [String] = []
  var formats: [Count] = []
  var sizes: [Count] = []
  var channels: [Count] = []
  var skipped: [Skipped] = []
  /// The number of images that were read to learn sizes, colours, and which of them cannot be read.
  var looked_at = 0
  /// At most 24 images, spread over all.
  var thumbnails: [Thumbnail] = []
  /// Whether images differ in size, so that training needs one to resize them to.
  var needs_size = false
  /// Whether everything was counted.
  var is_complete = true
  /// What was not looked at, one sentence.
  var notice: String?
  /// The known data set that must be downloaded first.
  var download: Download?

  /// A download.
  struct Download: Codable, Sendable {
    var name: String
    var bytes: Int
    var from: String
    var training: Int
    var test: Int
  }

  /// Nothing, for these reasons.
  init(_ errors: [FieldError]) { add(errors) }

  /// Notes errors.
  mutating func add(_ errors: [FieldError]) {
    for error in errors { self.errors[error.field, default: []].append(error.message) }
  }

  /// What was found.
  init(_ entry: PreviewStore.Entry, _ source: DataSetSource, _ form: DataSetForm) {
    let survey = entry.survey
    (id, title, kind) = (entry.id, source.title, survey.kind?.rawValue)
    (images, is_complete, notice) = (survey.images, survey.isComplete, survey.notice)
    (formats, sizes, channels) = (counts(survey.formats), counts(survey.sizes), counts(survey.channels))
    looked_at = survey.lookedAt
    classes = Array(counts(survey.classes).prefix(1000))
    class_count = survey.classes.count
    needs_size = survey.sizes.count > 1 && form.pixelSize == nil
    skipped = survey.skipped.map { Skipped(reason: $0.reason, count: $0.count, examples: $0.examples) }
    thumbnails = survey.thumbnails.enumerated().map { index, image in
      Thumbnail(
        url: "datasets/preview/\(entry.id)/\(index).png", title: image.title, class_name: image.className,
        size: image.size)
    }
    if let problem = survey.problem { add([form.error(problem)]) }
    // What a wrong number would do to the images is of no use.
    if form.madeUse == .databases, form.rangeErrors.isEmpty {
      let all = survey.classes.isEmpty ? [("", survey.images)] : survey.classes.map { ($0.name, $0.count) }
      let split = SplitCounts(all, form, own: survey.parts)
      left_out = split.left_out.filter { !$0.isEmpty }
      parts = [
        Count(name: "training", count: split.training), Count(name: "validation", count: split.validation),
        Count(name: "test", count: split.test),
      ]
      if split.training == 0, survey.problem == nil, survey.isComplete {
        add([FieldError("min_per_class", "no images are left to train on; hold out less, or allow smaller classes")])
      }
    } else if form.madeUse == .asIs {
      parts =
        [Count(name: "training", count: survey.images)]
        + survey.parts.map { Count(name: $0.name, count: $0.count) }
      split = form.madeSplit(source.description ?? entry.description)?.description
    }
  }

  /// A known data set that is not on this machine.
  init(download known: KnownDataset) {
    title = known.title
    guard let files = known.download else {
      add([FieldError("known", known.cure)])
      return
    }
    images = files.trainingCount
    parts = [Count(name: "training", count: files.trainingCount), Count(name: "test", count: files.testCount)]
    split = known.split.description
    let bytes = files.files.reduce(0) { $0 + $1.bytes }
    download = Download(
      name: known.name, bytes: bytes, from: files.mirrors.first ?? "", training: files.trainingCount,
      test: files.testCount)
  }
}

private func counts(_ counts: [DataSetSurvey.Count]) -> [DataSetPreview.Count] {
  counts.map { DataSetPreview.Count(name: $0.name, count: $0.count) }
}

extension DataSetForm {
  /// Which images of a data set that is used as it is validate; nil for the default.
  func madeSplit(_ description: DatasetDescription) -> ValidationSplit? {
    guard description.validation == nil else { return .given }
    guard let validation else { return description.split }
    return validation > 0 ? .percentage(validation) : ValidationSplit.none
  }
}
