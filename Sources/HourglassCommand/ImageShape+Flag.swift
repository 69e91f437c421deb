import ArgumentParser
import Hourglass
import ImageShapes

extension ImageShape {
  /// From `1x28x28`, as a flag has it.
  init(flag: String) throws {
    let sizes = flag.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    let numbers = sizes.compactMap(\.self)
    guard sizes.count == 3, numbers.count == 3, numbers.allSatisfy((1...65_536).contains) else {
      throw ValidationError("\(flag) is no size of images; write channels, height and width, such as 1x28x28")
    }
    self.init(channels: numbers[0], height: numbers[1], width: numbers[2])
  }
}
