internal import Foundation
internal import Synchronization

/// The names of event files: `events.out.tfevents.<seconds>.<host>.<process>.<number>`.
enum EventFileName {
  /// The beginning of every name; TensorBoard looks for `tfevents`.
  static let prefix = "events.out.tfevents."

  private static let count = Atomic<Int>(0)

  /// The names of the event files in `folder`, in the order in which TensorBoard reads them; none if there is no folder.
  static func all(in folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    return names.map { $0.filter { $0.hasPrefix(prefix) }.sorted() } ?? []
  }

  /// A new name for `folder`, created at `time` in seconds since 1970.
  ///
  /// It sorts behind the names that are there: TensorBoard reads the files of a folder in the order of their names.
  static func next(in folder: String, at time: Double) -> String {
    let seconds = all(in: folder).compactMap { $0.dropFirst(prefix.count).split(separator: ".").first }
      .compactMap { Int($0) }
    // Ten digits, so that the order of names is that of times; a name from elsewhere may have more.
    let newest = seconds.filter { $0 < 9_999_999_999 }.max() ?? 0
    let host = ProcessInfo.processInfo.hostName.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let number = count.wrappingAdd(1, ordering: .relaxed).oldValue
    let second = String(max(Int(time), newest + 1))
    return prefix + String(repeating: "0", count: max(0, 10 - second.count)) + second
      + ".\(String(host.prefix(64))).\(getpid()).\(number)"
  }
}
