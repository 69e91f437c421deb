// Written by Tools/pin-plugins.py. DO NOT EDIT.

extension PluginPackage.Wheel {
  /// The wheels of the package `rocm10`.
  static let rocm10 = [
    Self(
      "jax-rocm10-pjrt", "0.12.0",
      [
        "x86_64": File(
          133727472,
          "45ee7b471b71a582ce165dd63069b10d1d8923d849b61b6fa8783f1d13294edb")
      ])
  ]
}
