import Settings
import Yams

/// A start of a run that changed how the run is trained on: more epochs, a stretched schedule, images at another place.
///
/// `run.yaml` lists them below `history`, oldest first; what it says elsewhere about the images stays as it was first
/// recorded.
public struct RunHistoryEntry: Hashable, Sendable {
  /// Epochs done before this start.
  public var epoch: Int
  /// The number of epochs before; nil where it stayed.
  public var epochsBefore: Int?
  /// The number of epochs from this start on; nil where it stayed.
  public var epochs: Int?
  /// What the change does to the schedule; nil for nothing.
  public var schedule: String?
  /// Where the images were; nil where they were at a known place.
  public var datasetPath: String?
  /// The device before and from this start on, `avx512, then cuda NVIDIA H200`: from here on the bits may differ from those
  /// of a run on one device; nil where it stayed.
  public var device: String?

  /// The processes before and from this start on, `1, then 4`, with the same note; nil where they stayed.
  public var processes: String?

  /// Creates an entry; the parameters are its properties.
  public init(
    epoch: Int, epochsBefore: Int? = nil, epochs: Int? = nil, schedule: String? = nil, datasetPath: String? = nil,
    device: String? = nil, processes: String? = nil
  ) {
    (self.epoch, self.epochsBefore, self.epochs) = (epoch, epochsBefore, epochs)
    (self.schedule, self.datasetPath, self.device) = (schedule, datasetPath, device)
    self.processes = processes
  }

  /// Whether nothing changed.
  var isEmpty: Bool { epochs == nil && schedule == nil && datasetPath == nil && device == nil && processes == nil }

  init(_ section: YAMLSection) throws(SettingError) {
    try section.allow(["epoch", "epochs_before", "epochs", "schedule", "dataset_path", "device", "processes"])
    epoch = try section.whole("epoch", as: Int.self) ?? 0
    epochsBefore = try section.whole("epochs_before", as: Int.self)
    epochs = try section.whole("epochs", as: Int.self)
    schedule = try section.text("schedule")
    datasetPath = try section.text("dataset_path")
    device = try section.text("device")
    processes = try section.text("processes")
  }

  /// The entry in a run file.
  var node: Node {
    let fields = [
      ("epoch", "\(epoch)"), ("epochs_before", epochsBefore.map { "\($0)" }), ("epochs", epochs.map { "\($0)" }),
      ("schedule", schedule), ("dataset_path", datasetPath), ("device", device), ("processes", processes),
    ]
    return Node.mapping(
      Node.Mapping(fields.compactMap { name, text in text.map { (Node(name), Node.scalar(Node.Scalar($0))) } }))
  }
}

extension RunHistoryEntry {
  static let jsonSchema: SettingValue = [
    "type": "array", "description": "Starts that changed the run; ignored when a run is started from the file.",
    "items": ["type": "object"],
  ]
}
