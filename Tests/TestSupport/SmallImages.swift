/// A data set to train on in milliseconds: IDX files named as MNIST's, 70 training and 20 test images of 12 x 10.
package enum SmallImages {
  package static let height = 12
  package static let width = 10
  package static let trainingCount = 70
  package static let testCount = 20

  /// Writes the four files into `folder` of `place`, and returns the folder's path; another `seed` gives other images.
  @discardableResult
  package static func write(to place: TemporaryFolder, _ folder: String = "images", seed: UInt32 = 1) throws -> String {
    for (name, count, seed) in [("train", trainingCount, seed), ("t10k", testCount, seed &+ 1000)] {
      let sizes = [count, height, width]
      try place.write(
        idx(sizes, pixels(count * height * width, seed: seed)), "\(folder)/\(name)-images-idx3-ubyte")
      try place.write(idx([count], [UInt8](repeating: 7, count: count)), "\(folder)/\(name)-labels-idx1-ubyte")
    }
    return place(folder)
  }

  /// The bytes of an IDX file of bytes.
  package static func idx(_ sizes: [Int], _ data: [UInt8]) -> [UInt8] {
    let words = sizes.flatMap { size in withUnsafeBytes(of: UInt32(size).bigEndian) { [UInt8]($0) } }
    return [0, 0, 8, UInt8(sizes.count)] + words + data
  }

  /// Bytes that look random but are the same every time.
  private static func pixels(_ count: Int, seed: UInt32) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
  }
}
