import Foundation
public import Hourglass

/// What a data set holds, and how it is read.
///
/// Of ``overview``, the numbers, shape and classes come at once; the rest follows once the images have been looked at, which
/// ``isSurveyed`` says.
public struct DataSetContents: Codable, Hashable, Sendable {
  /// A setting of the description.
  public struct Setting: Codable, Hashable, Sendable {
    /// The field of dataset.yaml.
    public var name: String
    /// Its value.
    public var value: String
  }

  /// What the images are.
  public var overview: DatasetOverview
  /// How validation images are chosen unless a run says otherwise: `10%`, `first 5000`, `given`.
  public var validation: String
  /// Whether pictures are of several sizes, so that training needs one to resize them to.
  public var needsSize: Bool
  /// How images are read, from the description.
  public var settings: [Setting]
  /// Whether the images have been looked at.
  public var isSurveyed = false
  /// Whether there is a mean image, see ``DataSetStore/meanImage(_:)``.
  public var hasMean = false

  /// What is known without looking at images.
  init(_ opened: OpenedDataSet, _ set: DataSet) throws {
    let collection = opened.collection
    (overview, needsSize) = (DatasetOverview(collection), opened.needsSize)
    let isGiven = collection.validation != nil
    validation = (collection.split ?? (isGiven ? .given : DatasetCatalogue.defaultSplit)).description
    let description = try DatasetDescription(path: set.description)
    settings = description.yaml.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, !parts[1].isEmpty, !["training", "validation", "test", "images"].contains(parts[0])
      else { return nil }
      return Setting(name: parts[0], value: parts[1].trimmingCharacters(in: CharacterSet(charactersIn: "\"")))
    }
  }

  /// The maximum number of images of a part that are looked at.
  static let maxSurveyed = 20_000

  /// Looks at the images, at most ``maxSurveyed`` of each part, on this thread.
  ///
  /// - Returns: the mean of the training images as a PNG; nil where it cannot be computed or drawn.
  mutating func survey(_ opened: OpenedDataSet) -> [UInt8]? {
    overview.survey(opened.collection, atMost: Self.maxSurveyed, threads: 1)
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
      ?? (try? MeanImage(of: SpreadImages(images, atMost: maxSurveyed), threads: 1, skippingBad: true))
    return try? mean?.picture.png()
  }
}
