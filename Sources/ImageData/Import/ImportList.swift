internal import Foundation
public import ImageFormats
import Randomness

/// Images to import, in order.
public struct ImportList: Sendable {
  /// The file or folder that the images come from, without links; nil for images made in memory.
  public let source: String?

  private let order: [Int32]?
  private let all: Int
  private let item: @Sendable (Int) -> ImportItem

  /// The number of images.
  public var count: Int { order?.count ?? all }

  /// Creates a list from a closure.
  ///
  /// - Parameters:
  ///   - count: the number of images.
  ///   - source: the file or folder that all images come from.
  ///   - item: returns the image at a position from 0; called from any thread.
  public init(count: Int, source: String? = nil, item: @escaping @Sendable (Int) -> ImportItem) {
    (all, self.item, order) = (count, item, nil)
    self.source = source.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }
  }

  /// Creates a list of these images.
  public init(_ items: [ImportItem]) {
    self.init(count: items.count) { items[$0] }
  }

  /// Creates a list of all images of `source`, with its titles relative to its folder.
  ///
  /// The title of an image without one is its label, as in DIGITS, or empty.
  public init(_ source: any ImageSource) {
    let labels = source.labels
    let root = source.source.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    self.init(count: source.count, source: source.source) { index in
      var title = source.title(of: index)
      if title == "\(source.name), image \(index)" {
        title = labels.map { "\($0[index])" } ?? ""
      } else if let root, title.hasPrefix(root) {
        title.removeFirst(root.count)
      } else if source is DatumImages {
        title = ImportKey.title(of: title)
      }
      var item = ImportItem(title: title, label: labels?[index], content: .image(source, index))
      item.otherTitle = Self.otherTitle(of: index, source, root: root)
      return item
    }
  }

  /// The bytes of a title that is not UTF-8, as of the title itself: below the folder, or without the number of a key.
  private static func otherTitle(of index: Int, _ source: any ImageSource, root: String?) -> [UInt8]? {
    let bytes = source.titleBytes(of: index)
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    if let root, bytes.starts(with: root.utf8) { return Array(bytes.dropFirst(root.utf8.count)) }
    let digits = bytes.prefix { (0x30...0x39).contains($0) }.count
    let isKey = source is DatumImages && digits >= 5 && bytes.dropFirst(digits).first == UInt8(ascii: "_")
    return isKey ? Array(bytes.dropFirst(digits + 1)) : bytes
  }

  private init(_ list: ImportList, order: [Int32]) {
    (all, item, self.order) = (list.all, list.item, order)
    source = list.source
  }

  /// The image at `position`, from 0.
  public subscript(position: Int) -> ImportItem { item(order.map { Int($0[position]) } ?? position) }

  /// The images at these positions, in this order.
  public func chosen(_ positions: [Int32]) -> ImportList {
    ImportList(self, order: order.map { order in positions.map { order[Int($0)] } } ?? positions)
  }

  /// The images in a random order determined by `seed` and `stream`, which differs among the lists of one data set.
  public func shuffled(seed: UInt64, stream: Int = 0) -> ImportList {
    chosen(Philox(seed: seed, purpose: .shuffling, step: stream).permutation(count))
  }

  /// The images with other labels: `labels[label]`.
  func relabelled(_ labels: [Int32]) -> ImportList {
    let original = self
    return ImportList(count: count, source: source) { position in
      var item = original[position]
      item.label = item.label.map { labels[Int($0)] }
      return item
    }
  }
}
