import Foundation
public import Hourglass

/// What a data set holds.
///
/// Numbers, shape and classes come at once; the mean image, the unreadable images and the stored sizes follow once the images
/// have been looked at, which ``isSurveyed`` says.
public struct DataSetOverview: Codable, Hashable, Sendable {
  /// The images of a part.
  public struct Part: Codable, Hashable, Sendable {
    /// The part.
    public var part: DataSetPart
    /// The number of images.
    public var images: Int
    /// The number of images of each class, by its number; nil for images without labels.
    public var classes: [Class]?
    /// The number of images that were looked at, spread over all; 0 before.
    public var surveyed = 0
    /// The number of those that could not be read.
    public var bad = 0
    /// The mean of each channel's pixels, from 0 to 1; empty before.
    public var means: [Double] = []
    /// The standard deviation of each channel's pixels; empty before.
    public var deviations: [Double] = []
  }

  /// A class.
  public struct Class: Codable, Hashable, Sendable {
    /// Its number.
    public var label: Int
    /// Its name; its number if it has none.
    public var name: String
    /// The number of images.
    public var images: Int
  }

  /// An image that cannot be read.
  public struct Bad: Codable, Hashable, Sendable {
    /// The part.
    public var part: DataSetPart
    /// A path or a record's key.
    public var title: String
    /// The reason, in a sentence.
    public var reason: String
  }

  /// A stored size, `640x480`, and the number of images that have it.
  public struct Size: Codable, Hashable, Sendable {
    /// Width and height.
    public var size: String
    /// The number of images.
    public var images: Int
  }

  /// A setting of the description.
  public struct Setting: Codable, Hashable, Sendable {
    /// The field of dataset.yaml.
    public var name: String
    /// Its value.
    public var value: String
  }

  /// The kind of files.
  public var kind: ImageCollection.Kind
  /// Channels, height and width.
  public var shape: [Int]
  /// The parts that there are, the training images first.
  public var parts: [Part]
  /// How validation images are chosen unless a run says otherwise: `10%`, `first 5000`, `given`.
  public var validation: String
  /// Whether pictures are of several sizes, so that training needs one to resize them to.
  public var needsSize: Bool
  /// The number of files of each kind that are not read.
  public var ignored: [String: Int]
  /// How images are read, from the description.
  public var settings: [Setting]
  /// The size of the files in bytes.
  public var bytes: Int
  /// Whether the images have been looked at.
  public var isSurveyed = false
  /// At most 100 of the images that cannot be read.
  public var badImages: [Bad] = []
  /// The 12 most frequent sizes at which the images that were looked at are stored.
  public var sizes: [Size] = []
  /// Whether there is a mean image, see ``DataSetStore/meanImage(_:)``.
  public var hasMean = false

  /// What is known without looking at images.
  init(_ opened: OpenedDataSet, _ set: DataSet) throws {
    let collection = opened.collection
    kind = collection.kind
    shape = collection.training.shape.dimensions
    parts = opened.parts.map { part, images in
      Part(
        part: part, images: images.count,
        classes: images.classCounts?.map { Class(label: Int($0.label), name: $0.name, images: $0.count) })
    }
    let description = try DatasetDescription(path: set.description)
    let isGiven = collection.validation != nil
    validation = (collection.split ?? (isGiven ? .given : DatasetCatalogue.defaultSplit)).description
    needsSize = opened.needsSize
    ignored = collection.ignoredFiles.counts
    settings = description.yaml.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, !parts[1].isEmpty, !["training", "validation", "test", "images"].contains(parts[0])
      else { return nil }
      return Setting(name: parts[0], value: parts[1].trimmingCharacters(in: CharacterSet(charactersIn: "\"")))
    }
    let places = description.resolved(in: set.folder)
    let paths = [places.training, places.validation, places.test].compactMap(\.self).flatMap { [$0.images, $0.labels] }
    bytes = Set(paths.compactMap(\.self)).reduce(0) { $0 + folderBytes($1) }
  }

  /// The maximum number of images of a part that are looked at.
  static let maxSurveyed = 20_000
  private static let (maxBad, maxSizes) = (100, 12)

  /// Looks at the images, at most ``maxSurveyed`` of each part, on this thread.
  ///
  /// - Returns: the mean of the training images as a PNG; nil where it cannot be computed or drawn.
  mutating func survey(_ opened: OpenedDataSet) -> [UInt8]? {
    var sizes: [PixelSize: Int] = [:]
    for place in parts.indices {
      guard let images = try? opened.images(parts[place].part) else { continue }
      let some = SomeImages(images, atMost: Self.maxSurveyed)
      let survey = ImageSurvey(of: some, threads: 1)
      parts[place].surveyed = some.count
      parts[place].bad = survey.badImages.count
      (parts[place].means, parts[place].deviations) = (survey.means, survey.deviations)
      badImages += survey.badImages.map { Bad(part: parts[place].part, title: $0.title, reason: $0.reason) }
      sizes.merge(survey.sizes, uniquingKeysWith: +)
    }
    badImages = Array(badImages.prefix(Self.maxBad))
    self.sizes = sizes.sorted { ($1.value, "\($0.key)") < ($0.value, "\($1.key)") }.prefix(Self.maxSizes)
      .map { Size(size: "\($0.key)", images: $0.value) }
    let mean = Self.mean(opened)
    (isSurveyed, hasMean) = (true, mean != nil)
    return mean
  }

  private static func mean(_ opened: OpenedDataSet) -> [UInt8]? {
    let images = opened.collection.training
    guard Picture.Colour(rawValue: images.channels) != nil else { return nil }
    let stored = opened.collection.meanFile.flatMap { try? MeanFile(path: $0).read() }
    let mean =
      stored.flatMap { $0.shape == images.shape ? $0 : nil }
      ?? (try? MeanImage(of: SomeImages(images, atMost: maxSurveyed), threads: 1, skippingBad: true))
    return try? mean?.picture.png()
  }
}
