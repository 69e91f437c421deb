import Diagnostics
public import Settings
public import Tensors

extension GradientBounds {
  /// Creates bounds on each element, `value`, and on the `norm` of the gradient, after checking them.
  ///
  /// - Throws: `SettingError` for a bound that is not above 0.
  public init(checkedValue value: Double?, norm: Double?) throws(SettingError) {
    for (name, bound) in [("clip_value", value), ("clip_norm", norm)] {
      if let bound, !(bound > 0 && bound.isFinite) {
        throw SettingError(
          .badValue, Report("gradients cannot be clipped", place: name, expected: "a number above 0", got: "\(bound)"))
      }
    }
    self.init(value: value, norm: norm)
  }
}
