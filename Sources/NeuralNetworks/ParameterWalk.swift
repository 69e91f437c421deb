public import Tensors

/// A container that names its parts itself, instead of by its fields, in the paths to their parameters.
public protocol NamedParts {
  /// The parts that may hold parameters; an empty name adds nothing to the path.
  var namedParts: [(name: String, part: Any)] { get }
}

extension ParameterTable {
  /// The table of all parameters of `model` and its parts, in the order of declaration.
  ///
  /// A parameter's name is its path: field names and array indices joined by dots, such as `encoder.0.weight`. The
  /// layers of a ``Sequential`` add their index alone; ``NamedParts`` choose their names.
  public init(of model: Any) {
    var found: [(name: String, parameter: Parameter)] = []
    Self.walk(model, path: [], into: &found)
    self.init(found)
  }

  private static func walk(_ value: Any, path: [String], into found: inout [(name: String, parameter: Parameter)]) {
    if let parameter = value as? Parameter {
      found.append((path.joined(separator: "."), parameter))
      return
    }
    if let named = value as? any NamedParts {
      for (name, part) in named.namedParts { walk(part, path: name.isEmpty ? path : path + [name], into: &found) }
      return
    }
    let mirror = Mirror(reflecting: value)
    for (index, child) in mirror.children.enumerated() {
      switch mirror.displayStyle {
      case .optional: walk(child.value, path: path, into: &found)
      case .collection: walk(child.value, path: path + ["\(index)"], into: &found)
      case .struct, .class, .tuple:
        let isList = value is Sequential
        walk(child.value, path: isList ? path : path + [child.label ?? "\(index)"], into: &found)
      default: continue
      }
    }
  }
}
