public import Tensors

/// Modules applied one after the other.
///
///     let encoder = Sequential {
///       Linear(784, 300)
///       ReLU()
///     }
public struct Sequential: Module {
  /// The modules, first to last.
  public let layers: [any Module]

  public init(_ layers: [any Module]) { self.layers = layers }
  public init(@ModuleListBuilder _ layers: () -> [any Module]) { self.layers = layers() }

  public func callAsFunction(_ x: Tensor) -> Tensor { layers.reduce(x) { value, layer in layer(value) } }
}

/// Builds the list of a ``Sequential``; `if` and `for` may be used within.
@resultBuilder
public enum ModuleListBuilder {
  public static func buildExpression(_ layer: any Module) -> [any Module] { [layer] }
  public static func buildBlock(_ parts: [any Module]...) -> [any Module] { parts.flatMap(\.self) }
  public static func buildOptional(_ part: [any Module]?) -> [any Module] { part ?? [] }
  public static func buildEither(first part: [any Module]) -> [any Module] { part }
  public static func buildEither(second part: [any Module]) -> [any Module] { part }
  public static func buildArray(_ parts: [[any Module]]) -> [any Module] { parts.flatMap(\.self) }
}
