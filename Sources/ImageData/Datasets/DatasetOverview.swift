internal import Files
import ImageFormats
internal import ImageShapes
internal import Pictures

/// What the images of a collection are.
///
/// Numbers, shape and classes are known at once; ``survey(_:atMost:threads:progress:)`` decodes images for the rest.
public struct DatasetOverview: Codable, Hashable, Sendable {
  /// The images of one part.
  public struct Part: Codable, Hashable, Sendable {
    /// The part.
    public var part: DatasetPart
    /// The number of images.
    public var images: Int
    /// The number of images that were decoded, or could not be; 0 before a survey.
    public var surveyed = 0
    /// The number of those that cannot be read.
    public var bad = 0
    /// The bytes of the decoded images.
    public var bytes: Int
    /// The mean of each channel's pixels, in [0, 1]; empty before a survey.
    public var mean: [Double] = []
    /// The standard deviation of each channel's pixels, in [0, 0.5]; empty before a survey.
    public var deviation: [Double] = []
    /// Eight hexadecimal digits that identify the images; nil before a survey.
    public var fingerprint: String?
    /// The number of images of each class; nil for images without labels.
    public var classes: [ClassCount]?
  }

  /// The sizes at which images are stored.
  public struct Sizes: Codable, Hashable, Sendable {
    /// The number of sizes, at least two.
    public var count: Int
    /// The size with the fewest pixels, `640x480`.
    public var smallest: String
    /// The size with the most pixels.
    public var largest: String
  }

  /// A size at which images are stored.
  public struct StoredSize: Codable, Hashable, Sendable {
    /// Width and height, `640x480`.
    public var size: String
    /// The number of images.
    public var images: Int
  }

  /// An image that cannot be read.
  public struct UnreadableImage: Codable, Hashable, Sendable {
    /// The part.
    public var part: DatasetPart
    /// A path or a record's key.
    public var title: String
    /// The reason, in a sentence.
    public var reason: String
  }

  /// The collection's title.
  public var title: String
  /// The kind of files.
  public var kind: ImageCollection.Kind
  /// The shape of an image, `[c, h, w]`.
  public var shape: [Int]
  /// The sizes at which images are stored; nil where all have one size, and before a survey.
  public var sizes: Sizes?
  /// The ``maxStoredSizes`` most frequent sizes at which images are stored; empty before a survey.
  public var storedSizes: [StoredSize] = []
  /// A file with the mean of the training images, if there is one.
  public var meanFile: String?
  /// The validation split of a dataset.yaml; nil for none.
  public var validation: String?
  /// The number of files beside the pictures that were skipped.
  public var ignoredFiles: Int
  /// The number of skipped files of each kind.
  public var ignoredKinds: [String: Int]
  /// The bytes of the files that hold the images; nil for images in memory.
  public var diskBytes: Int?
  /// The parts that there are, the training images first.
  public var parts: [Part]
  /// The images that cannot be read, of all parts; at most ``maxBadImages``.
  public var badImages: [UnreadableImage] = []

  /// The maximum number of bad images that are listed; each part counts all of its own.
  public static let maxBadImages = 1000
  /// The maximum number of stored sizes that are listed.
  public static let maxStoredSizes = 12

  /// Describes `collection` without decoding an image.
  public init(_ collection: ImageCollection) {
    (title, kind, shape) = (collection.title, collection.kind, collection.training.shape.dimensions)
    (meanFile, validation) = (collection.meanFile, collection.split?.description)
    (ignoredFiles, ignoredKinds) = (collection.ignoredFiles.count, collection.ignoredFiles.counts)
    let sources = Set(collection.parts.compactMap(\.images.source))
    diskBytes = sources.isEmpty ? nil : sources.reduce(0) { $0 + DiskUsage.bytes(at: $1) }
    parts = collection.parts.map { part, images in
      Part(
        part: part, images: images.count, bytes: images.count * images.bytesPerImage, classes: images.classCounts)
    }
  }

  /// Describes `collection`, and reads all its images.
  ///
  /// - Parameters:
  ///   - collection: The images.
  ///   - threads: The number of threads that read.
  ///   - progress: Called from any thread with a part and the approximate number of its images done.
  public init(
    _ collection: ImageCollection, threads: Int,
    progress: (@Sendable (_ part: DatasetPart, _ done: Int) -> Void)? = nil
  ) {
    self.init(collection)
    survey(collection, threads: threads, progress: progress)
  }

  /// Reads images: their mean, deviation, fingerprint and stored sizes, and which of them are bad.
  ///
  /// - Parameters:
  ///   - collection: The images described.
  ///   - limit: The maximum number of images of a part, evenly spread over all.
  ///   - threads: The number of threads that read.
  ///   - progress: Called from any thread with a part and the approximate number of its images done.
  public mutating func survey(
    _ collection: ImageCollection, atMost limit: Int = .max, threads: Int,
    progress: (@Sendable (_ part: DatasetPart, _ done: Int) -> Void)? = nil
  ) {
    var found: [PixelSize: Int] = [:]
    badImages = []
    for (place, (part, images)) in collection.parts.enumerated() {
      let some: any ImageSource = images.count > limit ? SpreadImages(images, atMost: limit) : images
      let survey = ImageSurvey(of: some, threads: threads) { progress?(part, $0) }
      (parts[place].surveyed, parts[place].bad) = (some.count, survey.badImages.count)
      (parts[place].mean, parts[place].deviation) = (survey.means, survey.deviations)
      parts[place].fingerprint = images.fingerprint
      let bad = survey.badImages.prefix(Self.maxBadImages - badImages.count)
      badImages += bad.map { UnreadableImage(part: part, title: $0.title, reason: $0.reason) }
      found.merge(survey.sizes, uniquingKeysWith: +)
    }
    sizes = Sizes(Set(found.keys))
    let frequent = found.map { StoredSize(size: "\($0)", images: $1) }
      .sorted { ($1.images, $0.size) < ($0.images, $1.size) }
    storedSizes = Array(frequent.prefix(Self.maxStoredSizes))
  }
}

extension DatasetOverview.Sizes {
  /// Nil for fewer than two sizes.
  fileprivate init?(_ sizes: Set<PixelSize>) {
    let sorted = sizes.sorted { ($0.width * $0.height, $0.width) < ($1.width * $1.height, $1.width) }
    guard sorted.count > 1, let smallest = sorted.first, let largest = sorted.last else { return nil }
    (count, self.smallest, self.largest) = (sorted.count, "\(smallest)", "\(largest)")
  }
}
