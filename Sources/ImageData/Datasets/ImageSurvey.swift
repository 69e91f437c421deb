internal import Synchronization
public import Pictures
public import ImageFormats

/// Statistics of all images of a source, each decoded once.
public struct ImageSurvey: Sendable {
  /// The number of images that could be read.
  public let readable: Int
  /// The unreadable images, in order.
  public let badImages: [BadImage]
  /// The mean of each channel's pixels, in [0, 1]; empty if no image could be read.
  public let means: [Double]
  /// The standard deviation of each channel's pixels, in [0, 0.5]; empty if no image could be read.
  public let deviations: [Double]
  /// The number of readable images stored at each size.
  public let sizes: [PixelSize: Int]

  /// Reads all images of a source.
  ///
  /// - Parameters:
  ///   - source: the images.
  ///   - threads: the number of threads that read.
  ///   - progress: called from any thread with the approximate number of images done.
  public init(of source: any ImageSource, threads: Int, progress: (@Sendable (_ done: Int) -> Void)? = nil) {
    let total = Mutex(Sums(channels: source.channels))
    forEachPiece(of: source.count, threads: threads) { piece in
      progress?(piece.lowerBound)
      var sums = Sums(channels: source.channels)
      for index in piece {
        do {
          if source.hasFractions {
            let levels = try source.levels(at: index)
            sums.add(levels, size: try source.storedSize(of: index)) { UInt64(($0 * Float(Self.unit)).rounded()) }
          } else {
            let pixels = try source.pixels(at: index)
            sums.add(pixels, size: try source.storedSize(of: index)) { UInt64($0) }
          }
        } catch {
          sums.badImages.append((index, "\(error)"))
        }
      }
      total.withLock { $0.add(sums) }
    }
    let sums = total.withLock(\.self)
    (readable, sizes) = (sums.count, sums.sizes)
    badImages = sums.badImages.sorted { $0.index < $1.index }.map {
      BadImage(title: source.title(of: $0.index), reason: $0.reason)
    }
    let pixels = Double(sums.count) * Double(source.height * source.width)
    let white = source.hasFractions ? 255 * Self.unit : 255
    let means = sums.count == 0 ? [] : sums.sums.map { Double($0) / pixels }
    deviations = zip(means, sums.squares).map { mean, squares in
      (max(Double(squares) / pixels - mean * mean, 0)).squareRoot() / white
    }
    self.means = means.map { $0 / white }
  }

  /// The integer that a level of 1 is added as, if levels are not rounded.
  private static let unit = 256.0

  /// Sums of integers over the pixels of each channel, the same for any number of threads.
  private struct Sums {
    var count = 0
    var sums: [UInt64]
    var squares: [UInt64]
    var sizes: [PixelSize: Int] = [:]
    var badImages: [(index: Int, reason: String)] = []

    init(channels: Int) {
      sums = [UInt64](repeating: 0, count: channels)
      squares = sums
    }

    /// Adds an image, `[c, h, w]`, stored at `size`, whose pixels are added as `integer` of them.
    mutating func add<P>(_ pixels: [P], size: PixelSize, integer: (P) -> UInt64) {
      sizes[size, default: 0] += 1
      let plane = pixels.count / sums.count
      for channel in sums.indices {
        var sum: UInt64 = 0
        var square: UInt64 = 0
        for pixel in pixels[channel * plane..<(channel + 1) * plane] {
          let value = integer(pixel)
          sum &+= value
          square &+= value &* value
        }
        sums[channel] += sum
        squares[channel] += square
      }
      count += 1
    }

    mutating func add(_ other: Sums) {
      count += other.count
      badImages += other.badImages
      sizes.merge(other.sizes, uniquingKeysWith: +)
      for channel in sums.indices {
        sums[channel] += other.sums[channel]
        squares[channel] += other.squares[channel]
      }
    }
  }
}
