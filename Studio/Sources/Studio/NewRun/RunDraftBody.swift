import Web

/// The values of the form of a new run, as JSON: the sections of a run file beside what is the Studio's own.
///
/// Values are JSON or texts as one types them; what is not given has its default. A list in `model`, `data`, `optimizer`,
/// `schedule` or `training` stands for a run with each of its values.
struct RunDraftBody: Codable, Sendable {
  /// The run's name; one is made from the settings where none is given.
  var name: String?
  /// The group that lists show the run in.
  var group: String?
  /// The processes that train the run together, by MPI; a list for a run with each number.
  var processes: JSONValue?
  /// CPU threads of each process.
  var threads: JSONValue?
  /// What trains the run: `cpu`, a device, a kind of device for any of its devices, or `auto`; a list for a run on each.
  var device: JSONValue?
  /// The precision of products on a device.
  var precision: JSONValue?
  /// Whether a GPU computes the same bits each time.
  var deterministic: JSONValue?
  /// The text of a whole run file, instead of the sections.
  var run_file: String?
  /// The network, instead of a model by name.
  var network: NetworkText?
  /// `catalogue` for a model by name, `network` for a network; nil for what is given.
  var source: String?
  var model: [String: JSONValue]?
  var data: [String: JSONValue]?
  var loss: JSONValue?
  var corruption: JSONValue?
  var penalties: JSONValue?
  var start: [String: JSONValue]?
  var optimizer: [String: JSONValue]?
  var schedule: [String: JSONValue]?
  var training: [String: JSONValue]?

  /// The text of a model file or a Torch listing.
  struct NetworkText: Codable, Sendable {
    var text: String?
    /// `yaml` or `lua`.
    var language: String?
  }
}
