import Foundation
import HTTPTypes
import Hourglass
import Web

/// Writes a table of codes batch by batch into a folder beside its place; it is put in place whole.
///
/// Used by one piece of work at a time.
final class CodeTableWriter: @unchecked Sendable {
  private let place: String
  private let folder: String
  private var files: [CodeTable.Column: FileHandle] = [:]
  private var counts: [Int: Int] = [:]
  /// The codes so far.
  private(set) var count = 0

  /// Starts a table that will be in the folder `place`.
  init(_ place: String) throws {
    self.place = place
    folder = "\(place).making"
    try? FileManager.default.removeItem(atPath: folder)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for array in [CodeTable.Column.codes, .image, .label, .error] {
        let path = CodeTable.path(array, in: folder)
        try Data().write(to: URL(fileURLWithPath: path))
        files[array] = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      }
    } catch {
      throw Self.cannotWrite(folder, error)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Appends the codes of a batch, `[n, size]`, with the numbers of its images, their classes and errors, `[n]`.
  ///
  /// - Throws: `WebError` for a code that is not finite, or where nothing can be written.
  func append(codes: [Float], images: [Int], labels: [Int32]?, errors: [Float]) throws {
    let size = codes.count / max(images.count, 1)
    if let bad = codes.firstIndex(where: { !$0.isFinite }) {
      throw WebError(
        .unprocessableContent, type: "unusable",
        "the code of image \(images[bad / size]) is not finite: the weights or the images hold numbers that are not")
    }
    try write(codes, .codes)
    try write(images.map(Float.init), .image)
    try write((labels ?? [Int32](repeating: -1, count: images.count)).map(Float.init), .label)
    try write(errors, .error)
    for label in labels ?? [] where label >= 0 { counts[Int(label), default: 0] += 1 }
    count += images.count
  }

  /// The classes of the images so far.
  func classes(named names: [String]) -> [CodeTable.Class] {
    counts.sorted { $0.key < $1.key }.map { label, count in
      CodeTable.Class(label: label, name: names.indices.contains(label) ? names[label] : "\(label)", count: count)
    }
  }

  /// The codes so far, `[n, size]`.
  func codes() throws -> [Float] {
    try files[.codes]?.synchronize()
    let data = try Data(contentsOf: URL(fileURLWithPath: CodeTable.path(.codes, in: folder)), options: .alwaysMapped)
    return data.withUnsafeBytes { [Float]($0.bindMemory(to: Float.self)) }
  }

  /// Adds a whole array.
  func add(_ values: [Float], as array: CodeTable.Column) throws {
    do {
      try values.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: CodeTable.path(array, in: folder))) }
    } catch {
      throw Self.cannotWrite(folder, error)
    }
  }

  /// Puts the table in its place.
  func finish(_ header: CodeTable.Header) throws {
    do {
      for file in files.values { try file.close() }
      try JSONEncoder().encode(header).write(to: URL(fileURLWithPath: "\(folder)/codes.json"))
      try? FileManager.default.removeItem(atPath: place)
      try FileManager.default.moveItem(atPath: folder, toPath: place)
    } catch {
      throw Self.cannotWrite(place, error)
    }
  }

  private func write(_ values: [Float], _ array: CodeTable.Column) throws {
    do {
      try values.withUnsafeBytes { try files[array]?.write(contentsOf: Data($0)) }
    } catch {
      throw Self.cannotWrite(folder, error)
    }
  }

  static func cannotWrite(_ folder: String, _ error: any Error) -> WebError {
    WebError(
      .init(code: 507, reasonPhrase: "Insufficient Storage"), type: "storage",
      "codes cannot be written in \(folder) (\(error.localizedDescription)); free some space, or allow writing there")
  }
}
