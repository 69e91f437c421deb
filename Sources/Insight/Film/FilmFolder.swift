import Files
import Foundation
import Pictures
import Training

/// The files of a film: a strip of reconstructions for each step kept, and the originals.
///
/// A strip holds the reconstructions side by side, without space between them: `step-00000123.png`.
struct FilmFolder {
  let path: String

  init(_ directory: RunDirectory) { path = directory.film }

  /// The originals, side by side like the reconstructions.
  var originals: String { "\(path)/originals.png" }

  /// The strip of `step`.
  func strip(step: Int) -> String { "\(path)/\(String(format: "step-%08ld.png", step))" }

  /// The steps that have a strip, ascending.
  var steps: [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.compactMap { name in
      name.hasPrefix("step-") && name.hasSuffix(".png") ? Int(name.dropFirst(5).dropLast(4)) : nil
    }.sorted()
  }

  /// Removes the strips after `step`, which a resumed run draws again.
  func discard(after step: Int) throws { try remove(steps.filter { $0 > step }) }

  func remove(_ steps: [Int]) throws {
    for step in steps { try FileManager.default.removeItem(atPath: strip(step: step)) }
  }

  /// Starts the film of `originals`, or continues it; the strips of other originals are removed.
  func prepare(_ originals: Picture) throws {
    try Folder.make(path)
    if let earlier = try? Picture(path: self.originals), earlier == originals { return }
    try remove(steps)
    try write(originals, to: self.originals)
  }

  /// Writes a strip, whole or not at all.
  ///
  /// It is not synced to disk: that would cost more than the strip, and a power cut may cost the last ones alone.
  func write(_ picture: Picture, to path: String) throws {
    let bytes = try picture.png()
    try AtomicFile.write(to: path, byteCount: bytes.count, isSynced: false) { writer in
      try bytes.withUnsafeBytes { try writer.append($0) }
    }
  }
}
