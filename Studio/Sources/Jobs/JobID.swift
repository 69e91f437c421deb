import Foundation

/// The identifier of a job, as DIGITS writes it: `20260131-142501-3f9a`.
///
/// The date and the time (UTC) at which the job was made, and four random hexadecimal digits. It is also the name of the
/// job's folder.
public struct JobID: RawRepresentable, Codable, Hashable, Sendable {
  public let rawValue: String

  /// The identifier written as `rawValue`; nil for text of another form.
  public init?(rawValue: String) {
    let parts = rawValue.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let letters = UInt8(ascii: "a")...UInt8(ascii: "f")
    guard parts.map(\.count) == [8, 6, 4], parts[0].allSatisfy(digits.contains), parts[1].allSatisfy(digits.contains),
      parts[2].allSatisfy({ digits.contains($0) || letters.contains($0) })
    else { return nil }
    self.rawValue = rawValue
  }

  /// The identifier of a job made at `date`, with the digits of `suffix`.
  init(date: Date, suffix: UInt16) {
    var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
    var time = tm()
    gmtime_r(&seconds, &time)
    rawValue = String(
      format: "%04d%02d%02d-%02d%02d%02d-%04x", time.tm_year + 1900, time.tm_mon + 1, time.tm_mday, time.tm_hour,
      time.tm_min, time.tm_sec, Int32(suffix))
  }
}

extension JobID: Comparable, CustomStringConvertible {
  public var description: String { rawValue }

  /// Orders identifiers by the time at which the jobs were made.
  public static func < (left: JobID, right: JobID) -> Bool { left.rawValue < right.rawValue }
}
