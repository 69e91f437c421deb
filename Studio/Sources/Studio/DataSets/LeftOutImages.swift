import Catalogue
import Foundation
import Hourglass

/// The pictures that an import left out since they cannot be read: its file `bad-images.txt`.
struct LeftOutImages: Sendable {
  /// A picture.
  struct Picture: Codable, Sendable {
    /// The part that it would belong to.
    var part: DatasetPart
    /// Its path, or a record's key.
    var title: String
    /// The reason, in a sentence.
    var reason: String
  }

  /// The number of pictures.
  private(set) var count = 0
  /// At most ``maxListed`` of them.
  private(set) var listed: [Picture] = []

  /// The maximum number of pictures that are listed.
  static let maxListed = 100

  /// Reads what the import into `folder` left out; nothing where it has no such file.
  init(importFolder folder: String) {
    let path = "\(folder)/bad-images.txt"
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) else { return }
    // Part, title and reason, separated by tabs.
    for line in data.split(separator: UInt8(ascii: "\n")) {
      count += 1
      guard listed.count < Self.maxListed else { continue }
      let words = String(decoding: line, as: UTF8.self).split(separator: "\t", maxSplits: 2).map(String.init)
      guard words.count == 3 else { continue }
      listed.append(Picture(part: Self.part(words[0]), title: words[1], reason: Self.plain(words[2], of: words[1])))
    }
  }

  /// `reason` without the title, or the path that ends with it, where that comes first.
  static func plain(_ reason: String, of title: String) -> String {
    guard let place = reason.range(of: "\(title): ") else { return reason }
    let path = reason[..<place.lowerBound]
    return path.isEmpty || path.hasSuffix("/") ? String(reason[place.upperBound...]) : reason
  }

  /// The part that the database `name` would have held.
  private static func part(_ name: String) -> DatasetPart {
    switch name {
    case "val_db": .validation
    case "test_db": .test
    default: .train
    }
  }
}
