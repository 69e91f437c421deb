import Tensors

/// The layers and parameters of a module by path, as Python makes and names them.
struct TorchModuleTree {
  /// A layer, a parameter or a group of them.
  private final class Part {
    var constructor: String?
    var parameter: Parameter?
    var children: [(key: String, part: Part)] = []

    func child(_ key: String) -> Part {
      if let known = children.first(where: { $0.key == key }) { return known.part }
      let part = Part()
      children.append((key, part))
      return part
    }

    /// Whether the children are numbered from 0.
    var isList: Bool {
      !children.isEmpty && children.map(\.key) == children.indices.map(String.init) && holdsModules
    }

    /// Whether the children have keys that cannot be attributes of a module: numbers, words with hyphens, `forward`.
    var hasKeys: Bool { children.contains { !Python.isAttribute($0.key) } }
    /// Whether the children are layers and groups alone, which PyTorch's containers hold.
    var holdsModules: Bool { children.allSatisfy { $0.part.parameter == nil } }
  }

  private let root = Part()

  /// A tree of `layers` by path, and of parameters by name.
  ///
  /// - Parameter paths: All of them, in the order of the module.
  init(_ paths: [String], layers: [String: TorchLayers.Layer], parameters: [String: Parameter]) {
    for path in paths {
      let part = path.split(separator: ".").reduce(root) { $0.child(String($1)) }
      (part.constructor, part.parameter) = (layers[path]?.constructor, parameters[path])
    }
  }

  /// The expression of the layer or the parameter at `path`.
  func expression(_ path: String) -> String {
    var (text, part) = ("self", root)
    for key in path.split(separator: ".").map(String.init) {
      if part.isList {
        text += "[\(key)]"
      } else if part.hasKeys {
        text += "[\(Python.quoted(key))]"
      } else {
        text += ".\(key)"
      }
      part = part.child(key)
    }
    return text
  }

  /// The lines that make all parts in an initialiser.
  var lines: [String] { root.children.flatMap { key, part in Self.lines("self.\(key) = ", part, indent: "") } }

  /// Whether a part holds others by name.
  var hasGroups: Bool {
    func isGroup(_ part: Part) -> Bool {
      (!part.children.isEmpty && !part.isList) || part.children.contains { isGroup($0.part) }
    }
    return root.children.contains { isGroup($0.part) }
  }

  /// Whether a part of this name is somewhere in the tree.
  func hasPart(named name: String) -> Bool {
    func holds(_ part: Part) -> Bool { part.children.contains { $0.key == name || holds($0.part) } }
    return holds(root)
  }

  private static func lines(_ start: String, _ part: Part, indent: String) -> [String] {
    if let constructor = part.constructor { return ["\(indent)\(start)\(constructor)"] }
    if let parameter = part.parameter {
      let size = parameter.dimensions.isEmpty ? "()" : Python.list(parameter.dimensions)
      let end = parameter.role.isTrained ? ")" : ", requires_grad=False)"
      return ["\(indent)\(start)nn.Parameter(torch.zeros(\(size))\(end)"]
    }
    let (opening, closing) =
      part.isList ? ("nn.ModuleList([", "])") : part.hasKeys ? ("Group(**{", "})") : ("Group(", ")")
    let inner = part.children.flatMap { key, child -> [String] in
      let prefix = part.isList ? "" : part.hasKeys ? "\(Python.quoted(key)): " : "\(key)="
      var lines = Self.lines(prefix, child, indent: indent + "    ")
      lines[lines.count - 1] += ","
      return lines
    }
    return ["\(indent)\(start)\(opening)"] + inner + ["\(indent)\(closing)"]
  }
}
