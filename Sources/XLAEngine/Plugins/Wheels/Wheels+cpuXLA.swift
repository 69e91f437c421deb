// Written by Tools/pin-plugins.py. DO NOT EDIT.

extension PluginPackage.Wheel {
  /// The wheels of the package `cpu-xla`.
  static let cpuXLA = [
    Self(
      "xla-cpu-pjrt", "0.0.1",
      [
        "x86_64": File(
          63461052,
          "55837b6b7b47daa717f2d9a5a03563ea0ceaa338d06a81a1e2d3f060d960decc"),
        "aarch64": File(
          49514947,
          "8f613be6e891858f40d64f9799319502fff42689661944fc18a6ffd8210b30c9"),
      ])
  ]
}
