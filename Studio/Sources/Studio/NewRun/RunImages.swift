import Catalogue
import Foundation
import Hourglass
import Synchronization

/// The images of the form that somebody fills, opened once and closed a minute after the last look.
final class RunImages: Sendable {
  private struct Opened {
    var key: String
    var images: Dataset
    var lastUse: ContinuousClock.Instant
  }

  private let opened = Mutex<[Opened]>([])
  private let sweep = IdleSweep(every: RunImages.lifetime)
  private static let maxOpened = 2
  private static let lifetime = Duration.seconds(60)
  /// Larger sets are read on demand.
  private static let memoryLimit = 256 << 20

  /// The images of `configuration`; blocks.
  ///
  /// - Throws: why they cannot be opened.
  func images(of configuration: RunConfiguration, environment: [String: String]) throws -> Dataset {
    var configuration = configuration
    if !configuration.optimizer.isFullBatch {
      configuration.reading.memoryLimit = min(configuration.reading.memoryLimit, Self.memoryLimit)
    }
    let settings = configuration.data.settingValues + configuration.reading.settingValues
    // JSON, since no value and the text none differ.
    let key =
      settings.map { "\($0.name)=\($0.value.json)" }.joined(separator: "\n") + "\n\(configuration.training.seed)"
    let known = opened.withLock { all -> Dataset? in
      guard let place = all.firstIndex(where: { $0.key == key }) else { return nil }
      all[place].lastUse = .now
      return all[place].images
    }
    if let known { return known }
    let images = try configuration.loadDataset(environment: environment)
    opened.withLock { all in
      all.append(Opened(key: key, images: images, lastUse: .now))
      if all.count > Self.maxOpened { all.removeFirst() }
    }
    sweep.start { [weak self] in
      self?.opened.withLock { all in
        all.removeAll { .now - $0.lastUse >= Self.lifetime }
        return !all.isEmpty
      } ?? false
    }
    return images
  }
}
