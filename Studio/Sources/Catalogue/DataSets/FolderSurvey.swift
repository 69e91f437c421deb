import Foundation
import Hourglass

/// Surveys a folder of pictures: a walk with a time bound, then a few pictures of all it found.
struct FolderSurvey {
  private(set) var survey: DataSetSurvey
  private let description: DatasetDescription
  private let root: String

  /// Whether the training images are a folder of pictures, not a database or another kind that a folder may hold.
  static func isFor(_ description: DatasetDescription) -> Bool {
    (try? description.kind ?? ImageCollection.kind(at: description.training.images)) == .folder
  }

  init(_ description: DatasetDescription, until deadline: ContinuousClock.Instant) {
    (self.description, root) = (description, description.training.images)
    survey = DataSetSurvey(path: root)
    survey.kind = .folder
    let parts = Self.parts(of: root)
    // Half of the time is for the pictures.
    let now = ContinuousClock.now
    let walk = ImageWalk(root, parts: parts, until: now + (deadline - now) / 2)
    survey.isComplete = walk.isComplete
    count(walk)
    // People wait: a quarter of the time is for pictures without a thumbnail.
    look(at: walk, until: deadline, checking: (deadline - now) / 4)
    if walk.pictures == 0 {
      survey.problem =
        walk.isComplete
        ? "there are no pictures in \(root); choose the folder that holds them"
        : "no pictures were found in the time; choose a folder nearer to them"
    } else if walk.isMixed, parts.isEmpty {
      survey.problem =
        "pictures lie both in the folder and in its sub-folders; move those in the folder into a sub-folder of their own"
    } else if survey.thumbnails.isEmpty {
      survey.problem = "none of the pictures looked at can be read"
    }
    if !walk.isComplete, walk.pictures > 0 {
      survey.notice = "the folder is large: \(walk.pictures) pictures were counted in the time, and there are more"
    }
  }

  /// The names of the sub-folders that are parts, by the rule of the library: `train` beside `val` or `test`, or alone.
  private static func parts(of root: String) -> Set<String> {
    guard let listing = FolderListing(root),
      !listing.files.contains(where: { PictureExtension.isPicture($0.utf8) })
    else { return [] }
    let names = [["train", "training"], ["val", "valid", "validation"], ["test", "testing"]].map { names in
      listing.folders.first { names.contains($0.lowercased()) }
    }
    guard names[0] != nil, names[1] != nil || names[2] != nil || listing.folders.count == 1 else { return [] }
    return Set(names.compactMap(\.self))
  }

  private mutating func count(_ walk: ImageWalk) {
    survey.images = walk.pictures
    if walk.classes.keys.contains(where: { !$0.isEmpty }) {
      survey.classes = walk.classes.filter { !$0.key.isEmpty }.sorted { $0.key < $1.key }
        .map { DataSetSurvey.Count(name: $0.key.replacing("_", with: " "), count: $0.value) }
    }
    survey.formats = Self.sorted(walk.formats)
    for (kind, count) in walk.ignored.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      let reason =
        switch kind {
        case "hidden": "hidden files"
        case "without extension": "files without extension"
        default: "\(kind) files, which are not pictures"
        }
      survey.skipped.append(
        DataSetSurvey.Skipped(reason: reason, count: count, examples: walk.examples[kind] ?? []))
    }
    for (path, reason) in walk.closed.prefix(20) {
      survey.skipped.append(
        DataSetSurvey.Skipped(reason: "a folder that cannot be read: \(reason)", count: 1, examples: [path]))
    }
  }

  /// Decodes pictures evenly spread over all for thumbnails, then others for as long as `checkTime`; those that cannot be
  /// read are listed.
  private mutating func look(
    at walk: ImageWalk, until deadline: ContinuousClock.Instant, checking checkTime: Duration
  ) {
    var (sizes, channels): ([String: Int], [String: Int]) = ([:], [:])
    let shown = walk.kept.indices.evenlySpread(atMost: DataSetSurvey.thumbnailCount)
    for index in shown {
      guard ContinuousClock.now < deadline || survey.lookedAt == 0 else {
        survey.notice = "only \(survey.lookedAt) pictures were looked at in the time"
        break
      }
      let found = walk.kept[index]
      guard let (picture, size) = read(found) else { continue }
      sizes["\(size)", default: 0] += 1
      channels[picture.colour == .grey ? "grey" : "rgb", default: 0] += 1
      do {
        survey.thumbnails.append(
          DataSetSurvey.Thumbnail(
            title: title(of: found), className: found.folder.isEmpty ? nil : found.folder.replacing("_", with: " "),
            size: "\(size)", png: try Self.prepared(picture, description).shrunk(to: DataSetSurvey.side).png()))
      } catch {
        survey.skip("\(error)", title(of: found))
      }
    }
    let end = min(deadline, .now + checkTime)
    let isShown = Set(shown)
    // In rounds over all, since the time may end earlier.
    let others = (0..<Self.rounds).flatMap { stride(from: $0, to: walk.kept.count, by: Self.rounds) }
    for index in others where !isShown.contains(index) {
      guard ContinuousClock.now < end else { break }
      guard let (picture, size) = read(walk.kept[index]) else { continue }
      sizes["\(size)", default: 0] += 1
      channels[picture.colour == .grey ? "grey" : "rgb", default: 0] += 1
    }
    (survey.sizes, survey.channels) = (Self.sorted(sizes), Self.sorted(channels))
  }

  private static let rounds = 32

  /// A picture and its size; nil for one that cannot be read, which is listed.
  private mutating func read(_ found: ImageWalk.Found) -> (picture: Picture, size: PixelSize)? {
    survey.lookedAt += 1
    do {
      return try decoded(found.path)
    } catch {
      survey.skip("\(error)", title(of: found))
      return nil
    }
  }

  private func title(of found: ImageWalk.Found) -> String { String(found.path.dropFirst(root.utf8.count + 1)) }

  /// A picture, decoded at a fraction of its size where that is enough, and its size.
  private func decoded(_ path: String) throws -> (picture: Picture, size: PixelSize) {
    let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    let title = String(path.dropFirst(root.utf8.count + 1))
    let side = max(DataSetSurvey.side, description.resize.map { max($0.width, $0.height) } ?? 0)
    return try data.withUnsafeBytes { bytes in
      let size = try PixelSize(ofPicture: bytes, place: title)
      let picture = try Picture(
        decoding: bytes, place: title, covering: PixelSize(width: side, height: side), range: description.valueRange)
      return (picture, size)
    }
  }

  /// The picture in the colours and the size that the description asks for.
  static func prepared(_ picture: Picture, _ description: DatasetDescription) -> Picture {
    let coloured = description.colour.map(picture.converted) ?? picture
    guard let size = description.resize else { return coloured }
    return coloured.fitted(
      to: size, mode: description.resizeMode ?? .squash, filter: description.resizeFilter ?? .area,
      noise: Philox(seed: 0, purpose: .filling))
  }

  /// Counts, the greatest first.
  static func sorted(_ counts: [String: Int]) -> [DataSetSurvey.Count] {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { DataSetSurvey.Count(name: $0.key, count: $0.value) }
  }
}
