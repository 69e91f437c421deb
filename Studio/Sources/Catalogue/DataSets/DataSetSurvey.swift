import Foundation
public import Hourglass

/// What is at a path, before a data set is made of it: counts, thumbnails, and what will be skipped.
public struct DataSetSurvey: Codable, Hashable, Sendable {
  /// A picture.
  public struct Thumbnail: Codable, Hashable, Sendable {
    /// The path below the folder, a record's key, or its number.
    public var title: String
    /// The name of its class; nil for none.
    public var className: String?
    /// The stored size, `640x480`.
    public var size: String
    /// The picture as a PNG, at most ``DataSetSurvey/side`` pixels a side; resized where the description says so.
    public var png: [UInt8]
  }

  /// A name and a number of images or files.
  public struct Count: Codable, Hashable, Sendable {
    /// A class, a format, a size or a number of channels.
    public var name: String
    /// The number.
    public var count: Int
  }

  /// What will not be read.
  public struct Skipped: Codable, Hashable, Sendable {
    /// Why, a phrase: `hidden files`, `.txt files, which are not pictures`, the reason of an unreadable image.
    public var reason: String
    /// The number of files.
    public var count: Int
    /// At most three of them.
    public var examples: [String]
  }

  /// The path.
  public var path: String
  /// The kind of files; nil where it is not recognised, see ``problem``.
  public var kind: ImageCollection.Kind?
  /// The number of images found.
  public var images = 0
  /// The parts other than training images, with their numbers.
  public var parts: [Count] = []
  /// The classes with the number of their images, by name; empty for images without classes.
  public var classes: [Count] = []
  /// The formats by file extension, the most frequent first.
  public var formats: [Count] = []
  /// The stored sizes of the images looked at, the most frequent first.
  public var sizes: [Count] = []
  /// `grey` and `rgb`, or a number of channels, of the images looked at.
  public var channels: [Count] = []
  /// The number of images that were read: those of the thumbnails, and of a folder as many others as there was time for.
  public var lookedAt = 0
  /// What will be skipped.
  public var skipped: [Skipped] = []
  /// At most 24 images, evenly spread over all.
  public var thumbnails: [Thumbnail] = []
  /// Whether everything was counted; if not, the numbers are minima, and ``notice`` says so.
  public var isComplete = true
  /// What was not looked at for want of time, one sentence; nil for nothing.
  public var notice: String?
  /// Why no data set can be made of this; nil where one can.
  public var problem: String?

  /// The number of thumbnails.
  public static let thumbnailCount = 24
  /// The maximum side of a thumbnail in pixels.
  public static let side = 128

  init(path: String) { self.path = path }

  /// Lists an image that cannot be read; of one reason, at most three images are named.
  mutating func skip(_ reason: String, _ title: String) {
    let plain = reason.hasPrefix("\(title): ") ? String(reason.dropFirst(title.utf8.count + 2)) : reason
    guard let place = skipped.firstIndex(where: { $0.reason == plain }) else {
      skipped.append(Skipped(reason: plain, count: 1, examples: [title]))
      return
    }
    skipped[place].count += 1
    if skipped[place].examples.count < 3 { skipped[place].examples.append(title) }
  }
}

extension DataSetStore {
  /// Looks at images before a data set is made of them.
  ///
  /// - Parameters:
  ///   - description: Where the images are, and how they are read: the size, the way of resizing and the colours show in the
  ///     thumbnails.
  ///   - bound: The time after which the counts found so far are returned.
  /// - Returns: what is there; where that is nothing usable, ``DataSetSurvey/problem`` says why.
  public func survey(
    _ description: DatasetDescription, within bound: Duration = .seconds(2)
  ) async -> DataSetSurvey {
    let path = description.training.images
    let deadline = ContinuousClock.now + bound
    let result = try? await opening.run { () -> DataSetSurvey in
      if FolderSurvey.isFor(description) { return FolderSurvey(description, until: deadline).survey }
      return CollectionSurvey.survey(description, until: deadline)
    }
    return result ?? DataSetSurvey(path: path)
  }
}
