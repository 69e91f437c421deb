extension FieldText {
  /// The field `name`, unless it has its usual value.
  static func unless<Value: Equatable & CustomStringConvertible>(
    _ usual: Value, _ name: String, _ value: Value
  ) -> [FieldText] {
    value == usual ? [] : [FieldText(name, value)]
  }

  /// The field `activation`, if there is one.
  static func activation(_ activation: ActivationName?) -> [FieldText] {
    activation.map { [FieldText("activation", $0.rawValue)] } ?? []
  }
}
