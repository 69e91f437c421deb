public import Settings

extension Corruption {
  /// The kinds of corruption with their settings; run files name one by its main setting.
  public static var kindDescriptions: [KindDescription] { kinds.descriptions }
}

extension ParameterPenalty {
  /// The kinds of penalties with their settings; run files name one by its factor.
  public static var kindDescriptions: [KindDescription] { kinds.descriptions }
}
