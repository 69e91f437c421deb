/// A setting of a run file, as JSON.
struct SettingEntry: Codable, Hashable, Sendable {
  /// The path in the run file: `optimizer.learning_rate`.
  var name: String
  var value: String
}
