import Foundation

/// A run in a list: its state, the metrics of its best epoch, its tags.
public struct RunSummary: Codable, Hashable, Sendable {
  /// The run's name below the folder of runs.
  public var run: String
  /// Its folder.
  public var directory: String
  /// Epochs done.
  public var epochs: Int
  /// Epochs to train; nil where the run file cannot be read.
  public var epochsWanted: Int?
  /// Whether all epochs are done and the results measured.
  public var isFinished: Bool
  /// The metrics on the validation images: of the best epoch, or of the newest while the run trains.
  public var validation: Evaluation?
  /// Tags, a note, a given group, and whether the run is archived.
  public var notes: RunNotes
  /// The group that the run is listed in; nil for none.
  public var group: String?

  /// Reads the folder of the run called `name`.
  ///
  /// - Parameters:
  ///   - name: The run's name.
  ///   - directory: Its folder.
  ///   - read: The folder's overview, where it is read already.
  /// - Throws: ``RunError`` when its notes cannot be read; other files that cannot be read count as missing.
  public init(name: String, _ directory: RunDirectory, _ read: RunOverview? = nil) throws(RunError) {
    let overview = read ?? RunOverview(directory)
    (run, self.directory) = (name, directory.path)
    (epochs, epochsWanted, isFinished) = (overview.epochs, overview.epochsWanted, overview.isFinished)
    validation = overview.validation
    notes = try RunNotes(of: directory)
    group = notes.group(ofRun: name)
  }
}
