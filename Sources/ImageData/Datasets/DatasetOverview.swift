internal import Foundation
public import ImageFormats
internal import ImageShapes
internal import Pictures

/// What the images of a collection are: their number, shape, classes and statistics; each image is decoded once.
public struct DatasetOverview: Codable, Hashable, Sendable {
  /// The images of one part.
  public struct Part: Codable, Hashable, Sendable {
    /// The part.
    public var part: DatasetPart
    /// The number of images.
    public var images: Int
    /// The number of images that cannot be read.
    public var bad: Int
    /// The bytes of the decoded images.
    public var bytes: Int
    /// The mean of each channel's pixels, in [0, 1].
    public var mean: [Double]
    /// The standard deviation of each channel's pixels, in [0, 0.5].
    public var deviation: [Double]
    /// Eight hexadecimal digits that identify the images.
    public var fingerprint: String
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

  /// The collection's title.
  public var title: String
  /// The kind of files.
  public var kind: ImageCollection.Kind
  /// The shape of an image, `[c, h, w]`.
  public var shape: [Int]
  /// The sizes at which images are stored; nil where all have one size.
  public var sizes: Sizes?
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
  /// The parts that there are.
  public var parts: [Part]
  /// The images that cannot be read, of all parts; at most ``maxBadImages``.
  public var badImages: [BadImage]

  /// The maximum number of bad images that are listed; each part counts all of its own.
  public static let maxBadImages = 1000

  /// Reads all images of `collection`.
  ///
  /// - Parameters:
  ///   - collection: The images.
  ///   - threads: The number of threads that read.
  ///   - progress: Called from any thread with a part and the approximate number of its images done.
  public init(
    _ collection: ImageCollection, threads: Int,
    progress: (@Sendable (_ part: DatasetPart, _ done: Int) -> Void)? = nil
  ) {
    let surveys = collection.parts.map { part, images in
      (part, images, ImageSurvey(of: images, threads: threads) { progress?(part, $0) })
    }
    (title, kind, shape) = (collection.title, collection.kind, collection.training.shape.dimensions)
    (meanFile, validation) = (collection.meanFile, collection.split?.description)
    (ignoredFiles, ignoredKinds) = (collection.ignoredFiles.count, collection.ignoredFiles.counts)
    sizes = Sizes(Set(surveys.flatMap { $0.2.sizes.keys }))
    let sources = Set(surveys.compactMap { $0.1.source })
    diskBytes = sources.isEmpty ? nil : sources.reduce(0) { $0 + Self.bytes(at: $1) }
    badImages = Array(surveys.lazy.flatMap { $0.2.badImages }.prefix(Self.maxBadImages))
    parts = surveys.map { part, images, survey in
      Part(
        part: part, images: images.count, bad: survey.badImages.count, bytes: images.count * images.bytesPerImage,
        mean: survey.means, deviation: survey.deviations, fingerprint: images.fingerprint,
        classes: images.classCounts)
    }
  }

  /// The bytes of the file at `path`, or of all files below the folder.
  private static func bytes(at path: String) -> Int {
    func size(_ file: String) -> Int {
      var status = stat()
      return lstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return size(path)
    }
    guard let files = FileManager.default.enumerator(atPath: path) else { return 0 }
    return files.reduce(0) { sum, file in sum + ((file as? String).map { size("\(path)/\($0)") } ?? 0) }
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
