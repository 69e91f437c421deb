/// Values in Python.
enum Python {
  /// `(1, 2)`.
  static func tuple(_ numbers: [Int]) -> String {
    numbers.count == 1 ? "(\(numbers[0]),)" : "(\(list(numbers)))"
  }

  /// `1, 2`.
  static func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ", ") }

  /// A number that is read as the same float.
  static func number(_ value: Float) -> String {
    if value.isNaN { return "math.nan" }
    if value.isInfinite { return value > 0 ? "math.inf" : "-math.inf" }
    return value.magnitude < 1e6 && value == value.rounded() ? "\(Int(value)).0" : "\(value)"
  }

  /// A text in quotes.
  static func quoted(_ text: String) -> String {
    "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " "))\""
  }

  /// Whether Python takes `text` for a name.
  static func isName(_ text: String) -> Bool {
    text.first?.isNumber == false && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  /// Whether `text` can be the name of a part of a module: a name that is no keyword and that `nn.Module` does not have.
  ///
  /// Names that begin with an underscore are PyTorch's own.
  static func isAttribute(_ text: String) -> Bool {
    isName(text) && !text.hasPrefix("_") && !keywords.contains(text) && !taken.contains(text)
  }

  private static let keywords = words(
    """
    False None True and as assert async await break class continue def del elif else except finally for from global if \
    import in is lambda nonlocal not or pass raise return try while with yield
    """)

  /// The public attributes of `nn.Module` in PyTorch 2.13.
  private static let taken = words(
    """
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval \
    extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia \
    named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer \
    register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook \
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter \
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory \
    state_dict to to_empty train training type xpu zero_grad
    """)

  private static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

  /// `text` as the name of a class: its letters and digits, or `other` where that is none or has another meaning.
  static func name(_ text: String, or other: String) -> String {
    let letters = text.unicodeScalars.filter {
      $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
    }
    let name = String(String.UnicodeScalarView(letters))
    let isFree = !keywords.contains(name) && !["F", "Group", "math", "nn", "torch"].contains(name)
    return isFree && name.first?.isLetter == true ? name : other
  }
}
