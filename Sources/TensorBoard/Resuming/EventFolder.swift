internal import Files

/// The event files of a folder.
package enum EventFolder {
  /// What was removed from event files.
  package struct Removal: Equatable, Sendable {
    /// The events after the step, and those of the page HPARAMS.
    package var eventCount = 0
    /// The records that were damaged; behind a damaged length, all counted as one.
    package var damagedCount = 0
    /// The bytes of incomplete records at the ends of files.
    package var tornByteCount = 0

    /// Whether nothing was removed.
    package var isEmpty: Bool { self == Removal() }
  }

  /// The paths of the event files in `folder`, in the order in which TensorBoard reads them.
  package static func files(in folder: String) -> [String] { EventFileName.all(in: folder).map { "\(folder)/\($0)" } }

  /// Removes what a run resumed after `step` writes again.
  ///
  /// - Removed are events of later steps, the settings and the end of the run on the page HPARAMS, damaged and incomplete
  ///   records. All other records stay as they are, byte for byte.
  /// - A file with nothing to remove is not touched; any other is replaced whole or not at all.
  /// - Memory is bounded by the longest record.
  /// - Throws: `AtomicFileError`, `InputFileError`; the other files are rewritten all the same.
  @discardableResult
  package static func discardEvents(after step: Int, in folder: String) throws -> Removal {
    var total = Removal()
    var failure: (any Error)?
    for path in files(in: folder) {
      do {
        let removal = try discardEvents(after: step, of: path)
        total.eventCount += removal.eventCount
        total.damagedCount += removal.damagedCount
        total.tornByteCount += removal.tornByteCount
      } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
    return total
  }

  private static func discardEvents(after step: Int, of path: String) throws -> Removal {
    var byteCount = 0
    let removal = try forEachKept(in: path, upTo: step) {
      byteCount += Record.headerLength + $0.count + Record.trailerLength
    }
    guard !removal.isEmpty else { return removal }
    try AtomicFile.write(to: path, byteCount: byteCount) { writer in
      var piece: [UInt8] = []
      _ = try forEachKept(in: path, upTo: step) { data in
        Record.append(data, to: &piece)
        guard piece.count >= 1 << 20 else { return }
        try piece.withUnsafeBytes { try writer.append($0) }
        piece.removeAll(keepingCapacity: true)
      }
      try piece.withUnsafeBytes { try writer.append($0) }
    }
    return removal
  }

  /// Calls `body` with the data of each record that stays, and returns what does not.
  private static func forEachKept(
    in path: String, upTo step: Int, _ body: ([UInt8]) throws -> Void
  ) throws -> Removal {
    var records = try RecordReader(path)
    var removal = Removal()
    while !records.isAtEnd {
      do {
        guard let data = try records.next() else { break }
        guard let event = Tensorboard_Event(record: data) else {
          removal.damagedCount += 1
          continue
        }
        guard let kept = event.kept(upTo: step) else {
          removal.eventCount += 1
          continue
        }
        if kept == event {
          try body(data)
        } else {
          removal.eventCount += 1
          try body(kept.encoded)
        }
      } catch is EventFileError { removal.damagedCount += 1 }
    }
    removal.tornByteCount = records.tornByteCount
    return removal
  }
}

extension Tensorboard_Event {
  /// The event without what a run resumed after `step` writes again; nil if nothing is left.
  fileprivate func kept(upTo step: Int) -> Tensorboard_Event? {
    if case .fileVersion = what { return self }
    guard self.step <= step else { return nil }
    guard case .summary(var summary) = what else { return self }
    let count = summary.value.count
    summary.value.removeAll { $0.tag.hasPrefix(Tensorboard_Summary.Value.hyperParameterPrefix) }
    guard summary.value.count < count else { return self }
    guard !summary.value.isEmpty else { return nil }
    var kept = self
    kept.summary = summary
    return kept
  }
}
