internal import Foundation

extension Tensorboard_TensorProto {
  /// A tensor of byte strings; a shape of no sizes is that of a single one.
  init(strings: [Data], shape: [Int]) {
    self.init()
    dtype = .dtString
    tensorShape.dim = shape.map(Tensorboard_TensorShapeProto.Dim.init(size:))
    stringVal = strings
  }

  /// A tensor of numbers in double precision.
  init(doubles: [Double], shape: [Int]) {
    self.init()
    dtype = .dtDouble
    tensorShape.dim = shape.map(Tensorboard_TensorShapeProto.Dim.init(size:))
    doubleVal = doubles
  }
}

extension Tensorboard_TensorShapeProto.Dim {
  init(size: Int) {
    self.init()
    self.size = Int64(size)
  }
}
