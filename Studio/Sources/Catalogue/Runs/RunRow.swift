public import Foundation
public import Hourglass

/// A run in a list.
///
/// All of it is read from the run's folder; the catalogue saves it, so that a list of a thousand runs opens no file.
public struct RunRow: Codable, Hashable, Sendable, Identifiable {
  /// The identifier in addresses, see ``RunID``.
  public var id: String
  /// The name below the folder of runs.
  public var name: String
  /// The run's folder.
  public var directory: String
  /// The group that lists show the run in: the notes', or the first part of a name of three; nil for none.
  public var group: String?
  /// What the run is doing.
  public var state = RunState.unfinished
  /// Why the run file or the notes cannot be read; nil where they can.
  public var problem: String?
  /// The error that ended the training; nil but for ``RunState/failed``.
  public var failure: String?

  /// The title of the model.
  public var model: String?
  /// The name or path of the data set, as the run file has it.
  public var dataset: String?
  /// The absolute path that the images were read from.
  public var datasetPath: String?
  /// The optimiser with its learning rate, the schedule and the batch size: `Adam, lr 0.001, cosine, batch 128`.
  public var optimizer: String?
  /// The name of the loss.
  public var lossName: String?
  /// Trained parameters.
  public var parameters: Int?
  /// The dimension of the code.
  public var codeSize: Int?
  /// The seed.
  public var seed: UInt64?
  /// The version of Hourglass that wrote the run file last.
  public var version: String?

  /// When the run was started first.
  public var created: Date
  /// When its files changed last.
  public var modified: Date
  /// Epochs done.
  public var epochs = 0
  /// Epochs to train; nil where the run file cannot be read.
  public var epochsWanted: Int?
  /// Steps done.
  public var step = 0
  /// Steps to train; nil before the first event.
  public var stepsWanted: Int?
  /// The share of the steps, or else of the epochs, that is done, from 0 to 1.
  public var progress: Double?
  /// Seconds until the end at the pace so far; nil unless it is being trained.
  public var remainingSeconds: Double?

  /// The metrics of the last epoch that measured each.
  public var last = RunMetrics()
  /// The best value of each metric over all epochs: the minimum, of ``RunMetric/psnr`` the maximum.
  public var best = RunMetrics()
  /// The epoch of the best checkpoint; nil before the first.
  public var bestEpoch: Int?
  /// The metrics of the best checkpoint on the training images; nil before the end.
  public var trainResults: Evaluation?
  /// The metrics of the best checkpoint on the validation images; nil before the end.
  public var validationResults: Evaluation?
  /// The metrics of the best checkpoint on the test images; nil before the end.
  public var testResults: Evaluation?
  /// The learning rate of the last epoch.
  public var learningRate: Double?
  /// Images trained per second in the last start.
  public var imagesPerSecond: Double?
  /// Seconds of training, without validation.
  public var seconds: Double = 0
  /// The resident memory of the process in bytes at the end of the last epoch.
  public var residentBytes: Int?

  /// At most 40 values of the loss by which epochs are compared, evenly spaced, the last one included.
  public var sparkline: [Double] = []
  /// The newest strip of the film, relative to ``directory``; nil for none.
  public var filmStrip: String?
  /// The size of the folder in bytes.
  public var bytes = 0

  /// The tags, sorted.
  public var tags: [String] = []
  /// The note.
  public var note: String?
  /// Whether lists leave the run out.
  public var isArchived = false

  /// The epochs after which the results were measured; nil before.
  public var resultsEpochs: Int?

  /// Settings by their path in the run file, `optimizer.learning_rate`: those that a query names, all of a single run.
  public var settings: [String: String] = [:]
}
