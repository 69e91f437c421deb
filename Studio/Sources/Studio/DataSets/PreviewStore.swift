import Catalogue
import Foundation
import Hourglass
import Synchronization

/// Images that people looked at last before making data sets of them: forms ask again at each change.
final class PreviewStore: Sendable {
  /// Images that were looked at.
  struct Entry: Sendable {
    /// Names the entry in addresses.
    let id: String
    /// Where the images are.
    let description: DatasetDescription
    /// What was found.
    let survey: DataSetSurvey
    fileprivate let time: ContinuousClock.Instant
    fileprivate var lastUse: ContinuousClock.Instant
  }

  private static let maxEntries = 8
  /// How long an entry is kept after somebody has looked at it.
  private let lifetime: Duration
  private let sweep: IdleSweep
  /// Folders change while people look.
  private static let maxAge = Duration.seconds(60)
  private let entries = Mutex<[Entry]>([])

  /// An empty store.
  init(lifetime: Duration = .seconds(15 * 60)) {
    self.lifetime = lifetime
    sweep = IdleSweep(every: lifetime)
  }

  /// The entry of images, if they were looked at less than a minute ago.
  func entry(of description: DatasetDescription) -> Entry? {
    entries.withLock { entries in
      let place = entries.lastIndex { $0.description == description && ContinuousClock.now - $0.time < Self.maxAge }
      return place.map { Self.used(&entries[$0]) }
    }
  }

  /// The entry with this identifier.
  subscript(id: String) -> Entry? {
    entries.withLock { entries in entries.lastIndex { $0.id == id }.map { Self.used(&entries[$0]) } }
  }

  /// The number of entries.
  var count: Int { entries.withLock(\.count) }

  /// Keeps what was found.
  func add(_ survey: DataSetSurvey, of description: DatasetDescription) -> Entry {
    let id = String(UInt64.random(in: 0 ... .max), radix: 36)
    let entry = Entry(id: id, description: description, survey: survey, time: .now, lastUse: .now)
    entries.withLock { entries in
      entries.removeAll { $0.description == description }
      entries.append(entry)
      if entries.count > Self.maxEntries { entries.removeFirst() }
    }
    sweep.start { [weak self, lifetime] in
      self?.entries.withLock { entries in
        entries.removeAll { .now - $0.lastUse >= lifetime }
        return !entries.isEmpty
      } ?? false
    }
    return entry
  }

  private static func used(_ entry: inout Entry) -> Entry {
    entry.lastUse = .now
    return entry
  }
}
