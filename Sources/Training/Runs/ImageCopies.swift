import Clusters
import Diagnostics
import ImageData
import ImageFormats

/// The images of a run as this process reads them, to be compared with those of the other processes.
///
/// The fingerprint of images that are read on demand is that of a sample. Processes therefore compare the files or records
/// that the images are stored in, byte by byte up to a limit, by size beyond it.
struct ImageCopies {
  /// What a process says of the images of one part before any are read.
  struct Overview: Codable, Hashable {
    /// Whether the fingerprint is that of a sample.
    let isSampled: Bool
    /// How the images are stored; nil where they are not read from files on demand.
    let kind: String?
    let pieces: ImagePieces.Overview?
  }

  private struct Copy {
    /// What the images are: `training images`.
    let what: String
    let images: any ImageSource
    let pieces: ImagePieces?
    let overview: Overview
  }

  /// The images of each part; nil where it has none, or those of a part before it.
  private let copies: [Copy?]
  /// The threads that read, on a host where one process reads.
  private let threads: Int

  /// Looks up the files of the images.
  ///
  /// - Parameters:
  ///   - parts: What the images of each part are, and the images, on every process the same parts.
  ///   - reading: How images are read.
  init(of parts: [(what: String, images: ImageSubset?)], reading: ImageReading) {
    var seen: [ObjectIdentifier] = []
    threads = max(1, reading.threads)
    copies = parts.map { [threads] what, part in
      guard let images = part?.images.underived, !seen.contains(ObjectIdentifier(images)) else { return nil }
      seen.append(ObjectIdentifier(images))
      let isSampled = part?.images.samplesFingerprint == true
      let stored = isSampled ? images as? any StoredImages : nil
      let pieces = stored?.storedPieces(threads: threads)
      return Copy(
        what: what, images: images, pieces: pieces,
        overview: Overview(
          isSampled: isSampled, kind: stored.map { "\(type(of: $0))" }, pieces: pieces?.overview))
    }
  }

  /// What this process says of each part.
  var overviews: [Overview?] { copies.map { $0?.overview } }

  /// Rejects images that are not those of rank 0.
  ///
  /// - Parameters:
  ///   - all: The ``overviews`` of each process.
  ///   - hosts: The host of each process.
  ///   - limit: The bytes of each part that a process reads; that of rank 0 applies.
  ///   - communicator: The processes.
  /// - Throws: ``RunError``, the same in every process.
  func check(_ all: [[Overview?]], hosts: [String], limit: Int, _ communicator: any Communicator) throws {
    let limit = communicator.broadcast(limit)
    for (part, copy) in copies.enumerated() {
      let overviews = all.compactMap { $0[part] }
      guard let copy, overviews.count == all.count, overviews.contains(where: \.isSampled) else { continue }
      // A host with more memory may hold in memory what another reads on demand: then pixels are compared.
      let kind = overviews[0].kind
      let stored = kind != nil && overviews.allSatisfy { $0.kind == kind } ? overviews.map(\.pieces) : []
      if let files = stored.first??.files, stored.allSatisfy({ $0?.files == files }) { continue }
      let haveSizes = stored.allSatisfy { $0?.sizes == stored[0]?.sizes }
      // One process reads the files for all that see the same.
      let reader = copy.overview.pieces?.files.flatMap { files in stored.firstIndex { $0?.files == files } }
      let reads = (reader ?? communicator.rank) == communicator.rank
      let (pieces, digests) = try communicator.atOwnPace {
        let own = stored.isEmpty ? nil : copy.pieces
        let pieces = own ?? ImagePieces(pixelsOf: copy.images, threads: threads)
        return (pieces, reads ? pieces.digests(limit: haveSizes ? limit : 0, threads: threads) : nil)
      }
      try compare(digests, pieces, copy.what, hosts, communicator)
    }
  }

  /// Rejects digests that are not those of rank 0; nil for those of a process that another reads for.
  private func compare(
    _ digests: [UInt64]?, _ pieces: ImagePieces, _ what: String, _ hosts: [String], _ communicator: any Communicator
  ) throws {
    let sums = communicator.gather(digests.map { ImagePieces.sum(of: $0) })
    guard sums.contains(where: { $0 != nil && $0 != sums[0] }) else { return }
    let expected = communicator.broadcast(digests ?? [])
    let found = communicator.gather(digests.flatMap { pieces.firstDifference($0, expected) })
    guard let (rank, place) = found.enumerated().lazy.compactMap({ rank, place in place.map { (rank, $0) } }).first
    else { return }
    throw RunError(
      .otherSettings,
      Report(
        "a process has other \(what) than process 0", place: "process \(rank) on \(hosts[rank])",
        expected: "the bytes of process 0", got: "others in \(place)",
        cure: "give every host the same images, or a folder that all of them share"))
  }
}
