import Catalogue
import Crypto
import Foundation

/// The folders that reports of comparisons are written into; those that were written last stay.
struct ComparisonFolders: Sendable {
  /// The folder of all comparisons.
  let folder: String
  private let sweep = IdleSweep(every: .seconds(3600))

  /// The maximum number of reports that stay.
  static let maxCount = 50
  /// How long a report stays.
  static let lifetime: TimeInterval = 30 * 86_400

  init(folder: String) { self.folder = folder }

  /// The folder of the comparison of the runs with these identifiers, in their order.
  func path(of runs: [String]) -> String {
    let digest = SHA256.hash(data: Data(runs.joined(separator: "\n").utf8)).prefix(12)
    return "\(folder)/\(digest.map { String(format: "%02x", $0) }.joined())"
  }

  /// Removes old reports now and once an hour, except those in the folders that `used` names; blocks.
  func removeOldOften(except used: @escaping @Sendable () -> Set<String>) {
    if removeOld(except: used()) > 0 { sweep.start { removeOld(except: used()) > 0 } }
  }

  /// Removes reports beyond the newest ``maxCount`` and those older than ``lifetime``, except those in the folders `used`.
  ///
  /// - Returns: The number of reports that stay.
  @discardableResult
  func removeOld(except used: Set<String>, now: Date = Date()) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let reports = names.map { "\(folder)/\($0)" }.map { (path: $0, date: Self.date($0)) }.sorted { $1.date < $0.date }
    var count = 0
    for report in reports {
      if used.contains(report.path) || (count < Self.maxCount && now.timeIntervalSince(report.date) < Self.lifetime) {
        count += 1
      } else {
        try? FileManager.default.removeItem(atPath: report.path)
      }
    }
    return count
  }

  /// When the report in a folder was written, or the folder where there is none yet.
  private static func date(_ path: String) -> Date {
    let dates = ["\(path)/comparison.html", path].lazy.compactMap {
      (try? FileManager.default.attributesOfItem(atPath: $0))?[.modificationDate] as? Date
    }
    return dates.first ?? .distantPast
  }
}
