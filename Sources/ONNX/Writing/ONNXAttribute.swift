import Foundation

/// An argument of an operator that is known when the graph is written.
enum ONNXAttribute {
  case int(Int)
  case float(Float)
  case text(String)
  case ints([Int])
  case tensor(Onnx_TensorProto)

  /// The argument called `name` as the file holds it.
  func message(named name: String) -> Onnx_AttributeProto {
    var message = Onnx_AttributeProto()
    message.name = name
    switch self {
    case .int(let number): (message.type, message.i) = (.int, Int64(number))
    case .float(let number): (message.type, message.f) = (.float, number)
    case .text(let text): (message.type, message.s) = (.string, Data(text.utf8))
    case .ints(let numbers): (message.type, message.ints) = (.ints, numbers.map(Int64.init))
    case .tensor(let tensor): (message.type, message.t) = (.tensor, tensor)
    }
    return message
  }
}
