import ArgumentParser
import Hourglass
import ImageShapes

extension ImageShape {
  /// The shape that a flag's text names.
  init(flag: String) throws {
    guard let shape = ImageShape(flag) else {
      throw ValidationError("\(flag) is not an image shape; write channels, height and width, such as 1x28x28")
    }
    self = shape
  }
}
