import Foundation
import Hourglass
import Synchronization

/// The codes of a run's images on disk: a folder with `codes.json` and arrays of 32-bit numbers, a row an image.
///
/// The arrays are little-endian, without headers: `codes.f32` `[n, size]`; `image.f32`, `label.f32` and `error.f32` `[n]`; the
/// maps `pca.f32`, `tsne.f32` and `umap.f32` `[n, 2]`; `axes.f32`, the two principal components, `[2, size]`.
final class CodeTable: Sendable {
  /// What `codes.json` says.
  struct Header: Codable, Hashable, Sendable {
    /// The run's name.
    var run: String
    /// The checkpoint's file, and the epochs and steps after which it was written.
    var checkpoint: String
    var epoch: Int
    var step: Int
    /// The identifier of a data set; empty for the run's own images.
    var data: String
    var part: LatentPart
    /// The fingerprint of the images.
    var fingerprint: String
    /// The images of the part; more than there are codes where they were sampled.
    var total: Int
    /// The images that cannot be read.
    var skipped: Int
    var count: Int
    /// The dimension of a code.
    var size: Int
    /// Height, width and channels of an image.
    var image_dimensions: [Int]
    var classes: [Class]
    /// The units by what they carry.
    var order: UnitOrder
    /// The images that divergences were measured on; 0 where there are none.
    var divergence_images: Int
    /// Why codes cannot be decoded; nil where they can.
    var decode_problem: String?
    /// Whether the decoder needs the class of an image.
    var needs_labels: Bool
  }

  /// A class, with the number of its codes.
  struct Class: Codable, Hashable, Sendable {
    var label: Int
    var name: String
    var count: Int
  }

  /// An array of the folder.
  enum Column: String, Sendable {
    case codes, image, label, error, axes, pca, tsne, umap
  }

  /// The folder.
  let folder: String
  let header: Header
  private let mapped = Mutex<[Column: Data]>([:])

  /// Opens the codes in `folder`; nil where there are none.
  init?(folder: String) {
    guard let data = FileManager.default.contents(atPath: "\(folder)/codes.json"),
      let header = try? JSONDecoder().decode(Header.self, from: data)
    else { return nil }
    (self.folder, self.header) = (folder, header)
  }

  /// The path of an array.
  static func path(_ array: Column, in folder: String) -> String { "\(folder)/\(array.rawValue).f32" }

  /// Whether an array is there.
  func has(_ array: Column) -> Bool { FileManager.default.fileExists(atPath: Self.path(array, in: folder)) }

  /// The bytes of an array, mapped; nil where there is none.
  func bytes(_ array: Column) -> Data? {
    mapped.withLock { mapped in
      if let known = mapped[array] { return known }
      let url = URL(fileURLWithPath: Self.path(array, in: folder))
      mapped[array] = try? Data(contentsOf: url, options: .alwaysMapped)
      return mapped[array]
    }
  }

  /// The numbers of an array, or of a part of it; empty where there is none.
  func floats(_ array: Column, _ range: Range<Int>? = nil) -> [Float] {
    guard let bytes = bytes(array) else { return [] }
    return bytes.withUnsafeBytes { bytes in
      let all = bytes.bindMemory(to: Float.self)
      return [Float](range.map { all[$0.clamped(to: 0..<all.count)] } ?? all[...])
    }
  }

  /// The code of a point.
  func code(of point: Int) -> [Float] { floats(.codes, point * header.size..<(point + 1) * header.size) }

  /// A unit of each code.
  func unit(_ unit: Int) -> [Float] {
    guard let bytes = bytes(.codes) else { return [] }
    let (count, size) = (header.count, header.size)
    return bytes.withUnsafeBytes { bytes in
      let all = bytes.bindMemory(to: Float.self)
      return (0..<count).map { all[$0 * size + unit] }
    }
  }

  /// At most `limit` of the codes, evenly chosen, `[n, size]`.
  func codes(atMost limit: Int) -> [Float] {
    guard limit < header.count else { return floats(.codes) }
    return (0..<header.count).evenlySpread(atMost: limit).flatMap { code(of: $0) }
  }
}
