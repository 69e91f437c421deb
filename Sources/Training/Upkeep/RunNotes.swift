import Diagnostics
import Files
import Foundation

/// What people say of a run: tags, a note, a group, and whether it is archived; `run-notes.json` in the run's folder.
///
/// The file is separate from `run.yaml`, which holds only what is needed to repeat the run.
public struct RunNotes: Codable, Hashable, Sendable {
  /// The tags, sorted; each is a word of at most ``maxTagLength`` letters.
  public private(set) var tags: [String] = []
  /// The note; nil for none.
  public var note: String?
  /// The group that was given to the run; see ``group(ofRun:)``.
  public private(set) var group: String?
  /// Whether lists leave the run out.
  public var isArchived = false

  /// The maximum number of letters of a tag.
  public static let maxTagLength = 64
  /// The maximum number of letters of a group's name.
  public static let maxGroupLength = 64
  /// The maximum length of a note in bytes.
  public static let maxNoteBytes = 64 << 10

  /// Nothing said.
  public init() {}

  /// Reads the notes of the run in `directory`; empty notes where there is no file.
  ///
  /// - Throws: ``RunError`` when the file cannot be read as notes.
  public init(of directory: RunDirectory) throws(RunError) {
    guard FileManager.default.fileExists(atPath: directory.notes) else { return }
    do {
      self = try RunNotes(jsonLine: String(contentsOfFile: directory.notes, encoding: .utf8))
    } catch {
      throw RunError(
        .badNotes,
        Report(
          "the run's notes cannot be read", place: directory.notes, expected: "a JSON object with tags and a note",
          cure: "mend or remove the file; the run itself does not need it"), cause: error)
    }
  }

  /// The group that lists show the run called `name` in: the given one, or the first part of a name of three parts; nil for
  /// none.
  public func group(ofRun name: String) -> String? {
    let parts = name.split(separator: "/")
    return group ?? (parts.count == RunName.maxParts ? String(parts[0]) : nil)
  }

  /// Adds `tag`, unless the run has it.
  ///
  /// - Throws: ``RunError`` for a tag that is empty, too long, or holds a space, a comma or a control character.
  public mutating func add(tag: String) throws(RunError) {
    let isWord =
      !tag.isEmpty && tag.count <= Self.maxTagLength
      && tag.unicodeScalars.allSatisfy {
        !$0.properties.isWhitespace && $0 != "," && $0.properties.generalCategory != .control
      }
    guard isWord else {
      throw RunError(
        .badName,
        Report(
          "not a valid tag", place: "tag",
          expected: "1 to \(Self.maxTagLength) letters without spaces and commas", got: tag.debugDescription,
          cure: "give one word; `hourglass runs note` takes sentences"))
    }
    if !tags.contains(tag) { tags = (tags + [tag]).sorted() }
  }

  /// Removes `tag`.
  ///
  /// - Throws: ``RunError`` when the run does not have it, with the nearest one.
  public mutating func remove(tag: String) throws(RunError) {
    guard let place = tags.firstIndex(of: tag) else {
      throw RunError(
        .badName,
        Report(
          "the run has no such tag", place: "tag", got: tag,
          cure: tags.isEmpty ? "the run has no tags" : knownNames(tags, insteadOf: tag)))
    }
    tags.remove(at: place)
  }

  /// Sets the note; nil or an empty text for none.
  ///
  /// - Throws: ``RunError`` for a text of more than ``maxNoteBytes``.
  public mutating func set(note: String?) throws(RunError) {
    let text = note?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    guard text.utf8.count <= Self.maxNoteBytes else {
      throw RunError(
        .badName,
        Report(
          "the note is too long", place: "note", expected: "at most \(Self.maxNoteBytes) bytes",
          got: "\(text.utf8.count)", cure: "put the text into a file in the run's folder"))
    }
    self.note = text.isEmpty ? nil : text
  }

  /// Sets the group; nil or an empty text for none.
  ///
  /// - Throws: ``RunError`` for a text of more than ``maxGroupLength`` letters, or with a control character.
  public mutating func set(group: String?) throws(RunError) {
    let text = group?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    guard
      text.count <= Self.maxGroupLength,
      text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else {
      throw RunError(
        .badName,
        Report(
          "not a valid name of a group", place: "group", expected: "at most \(Self.maxGroupLength) letters on one line",
          got: text.debugDescription, cure: "give a shorter name"))
    }
    self.group = text.isEmpty ? nil : text
  }

  /// Changes the notes of the run in `directory`: reads them, calls `body` and writes what differs.
  ///
  /// Other processes and threads that change them wait meanwhile, so that no change is lost. Notes that say nothing leave
  /// no file. Nothing is written where `body` throws.
  ///
  /// - Returns: the notes as they are now.
  /// - Throws: ``RunError`` when the notes cannot be read; `FileLockError`, `AtomicFileError`; what `body` throws.
  @discardableResult
  public static func change(of directory: RunDirectory, _ body: (inout RunNotes) throws -> Void) throws -> RunNotes {
    let lock = try FileLock("\(directory.path)/.notes-lock")
    defer { withExtendedLifetime(lock) {} }
    let old = try RunNotes(of: directory)
    var notes = old
    try body(&notes)
    if notes == RunNotes() {
      unlink(directory.notes)
    } else if notes != old {
      try AtomicFile.write(text: notes.jsonLine() + "\n", to: directory.notes)
    }
    return notes
  }
}

extension RunDirectory {
  /// What people say of the run, where they say something.
  public var notes: String { "\(path)/run-notes.json" }
}
