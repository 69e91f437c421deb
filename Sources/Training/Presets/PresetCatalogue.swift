import Diagnostics

/// The presets, by name.
public enum PresetCatalogue {
  /// Every preset.
  public static let all =
    imageNetAutoencoder + dynamicTrainingBench + torchCollection + digits + laterModels

  /// The preset called `name`; letter case does not matter.
  /// - Throws: ``RunError`` with the nearest name.
  public static func preset(named name: String) throws(RunError) -> Preset {
    guard let preset = all.first(where: { $0.name == name.lowercased() }) else {
      throw RunError(
        .badName, Report("no such preset", got: name, cure: knownNames(all.map(\.name), insteadOf: name)))
    }
    return preset
  }
}
