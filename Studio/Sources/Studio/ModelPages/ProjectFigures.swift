/// What the project itself measured of the published figures of presets, as its README has it.
///
/// One seed each unless a value says otherwise; the runs here may have other data, seeds and hardware.
enum ProjectFigures {
  /// The values of the preset called `name`, in the order of its figures; empty where the project has measured none.
  static func of(_ name: String) -> [String] { all[name] ?? [] }

  static let all: [String: [String]] = [
    "digits-mnist": ["2047", "577", "428", "388"],
    "pytorch-vae": ["105.5"],
    "pca-30": ["13.87"],
    "keras-ae": ["0.1049"],
    "keras-conv-ae": ["0.1006"],
    "hinton-deep": ["2.89"],
    "wta-features": ["1.34"],
    "contractive-features": ["1.66"],
    "dtb-cifar10": ["0.0037, 0.0041", "0.0037, 0.0041"],
    "dtb-cifar10-standardized": ["0.0278, 0.0301", "0.0278, 0.0301"],
    "dtb-mnist": ["0.00190 to 0.00481", "0.00190 to 0.00481", "0.00190 to 0.00481"],
  ]
}
