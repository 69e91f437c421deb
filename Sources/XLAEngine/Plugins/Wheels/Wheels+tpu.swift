// Written by Tools/pin-plugins.py. DO NOT EDIT.

extension PluginPackage.Wheel {
  /// The wheels of the package `tpu`.
  static let tpu = [
    Self(
      "libtpu", "0.0.52",
      [
        "x86_64": File(
          137064515,
          "f76ab1f4d697c346371c50058796f6baa93317b89be8cf8a1012715a2655120d",
          "f5e2e596eaea9357fbb5a6755a7a9007c6ab75bfde4a55191b03eff402971140",
          "bf962d290626e93828f4ffafef96dfff8d8bfd0d64f506ca6f953e6e1e7c8e87",
          "1c250f39da2c604eeaace2a552593219d9c6f9a11aefef5fe063b1410a315cec")
      ])
  ]
}
