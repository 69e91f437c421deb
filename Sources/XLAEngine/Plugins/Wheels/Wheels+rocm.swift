// Written by Tools/pin-plugins.py. DO NOT EDIT.

extension PluginPackage.Wheel {
  /// The wheels of the package `rocm`.
  static let rocm = [
    Self(
      "jax-rocm7-pjrt", "0.12.0",
      [
        "x86_64": File(
          133415872,
          "4551d0714523355f2946ca1958c3f584e95661e467a641d36b726f718a1c7934")
      ])
  ]
}
