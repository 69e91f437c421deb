import Diagnostics
import Foundation
import TensorBoard
import TestSupport
import Testing

/// The only event file in `folder`.
func eventFile(in folder: String) throws -> String {
  let files = EventFolder.files(in: folder)
  try #require(files.count == 1, "\(files)")
  return files[0]
}

/// The scalars of all event files in `folder`, in the order of the files.
func scalars(in folder: String, tag: String = "loss") throws -> [Int: [Double]] {
  var found: [Int: [Double]] = [:]
  for path in EventFolder.files(in: folder) {
    for event in try events(of: path) {
      for value in event.summary.value where value.tag == tag {
        if let scalar = value.scalar { found[Int(event.step), default: []].append(scalar) }
      }
    }
  }
  return found
}

/// The events of the file at `path`.
func events(of path: String) throws -> [Tensorboard_Event] {
  var file = try EventFile(path)
  var events: [Tensorboard_Event] = []
  while let event = try file.next() { events.append(event) }
  return events
}

/// The data of the records of the file at `path`.
func records(of path: String) throws -> [[UInt8]] {
  var reader = try RecordReader(path)
  var records: [[UInt8]] = []
  while let record = try reader.next() { records.append(record) }
  return records
}

/// A PNG file's beginning, all that is looked at: the signature and the header of an image of 3 x 2.
let smallPNG: [UInt8] = [
  0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 3, 0, 0, 0, 2, 8, 0, 0,
  0, 0, 1, 2, 3, 4,
]

/// Errors that are reported on another thread.
final class ReportedFailures: @unchecked Sendable {
  private let lock = NSLock()
  private var found: [EventWritingError] = []

  var codes: [EventWritingError.Code] { lock.withLock { found.map(\.code) } }

  func append(_ error: EventWritingError) { lock.withLock { found.append(error) } }
}
