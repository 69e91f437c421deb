internal import CZLib
internal import Foundation
import Pictures

/// The settings and images of an import: everything that determines the bytes of its databases.
struct ImportRequest: Codable, Equatable {
  struct Part: Codable, Equatable {
    var name: String
    var count: Int
    /// CRC-32 of the images' titles and labels in their order.
    var checksum: UInt32
    /// The path of the images' source.
    var source: String?
  }

  var size: String?
  var mode: String
  /// Nil for the mean over the area, as in imports that had no other.
  var filter: String?
  var channels: Int?
  var encoding: String
  var parts: [Part]
  var classNames: [String]

  init(_ settings: ImportSettings, parts: [(name: String, list: ImportList)], classNames: [String]) {
    size = settings.size?.description
    mode = settings.mode.rawValue
    filter = settings.filter == .area ? nil : settings.filter.rawValue
    channels = settings.colour?.channels
    encoding = settings.encoding.rawValue
    self.parts = parts.map {
      Part(name: $0.name, count: $0.list.count, checksum: $0.list.checksum, source: $0.list.source)
    }
    self.classNames = classNames
  }
}

extension ImportList {
  /// CRC-32 of the titles and labels in their order.
  var checksum: UInt32 {
    var checksum: CUnsignedLong = 0
    for position in 0..<count {
      let item = self[position]
      let line = Array("\(item.title)\t\(item.label.map { "\($0)" } ?? "")\n".utf8)
      checksum = crc32_z(checksum, line, line.count)
    }
    return UInt32(truncatingIfNeeded: checksum)
  }
}
