#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Two planes of an image, x and y, as their sum s = x + y - 1 and difference d = x - y, and their local statistics.
///
/// Of s, d, s² and d², four filtered planes give what SSIM needs of x, y, x², y² and xy:
/// 2 σxy = (σs² - σd²) / 2 and σx² + σy² = (σs² + σd²) / 2, likewise for the means. In the form 1 - σd² / … no small
/// number is the difference of large ones, so that floats suffice.
final class SimilarityPlanes {
  private typealias Lanes = SIMD8<Float>
  private static let lanes = 8

  private(set) var height, width: Int
  private let fullHeight, fullWidth: Int
  /// The distance between rows, of whole vectors.
  private let pitch: Int
  /// s, d, s² and d², `[4, fullHeight, pitch]`.
  private let planes: UnsafeMutablePointer<Float>
  /// A row of each, filtered vertically, with room for a window behind the last vector.
  private let filtered: UnsafeMutablePointer<Float>
  private let filteredPitch: Int
  private var taps: [Float] = []

  init(height: Int, width: Int) {
    (self.height, self.width, fullHeight, fullWidth) = (height, width, height, width)
    pitch = (width + Self.lanes - 1) / Self.lanes * Self.lanes
    filteredPitch = pitch + 2 * Self.lanes
    planes = .allocate(capacity: 4 * height * pitch)
    filtered = .allocate(capacity: 4 * filteredPitch)
    planes.initialize(repeating: 0, count: 4 * height * pitch)
    filtered.initialize(repeating: 0, count: 4 * filteredPitch)
  }

  deinit {
    planes.deallocate()
    filtered.deallocate()
  }

  /// Takes the planes x and y, `[fullHeight, fullWidth]`.
  func load(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>) {
    (height, width) = (fullHeight, fullWidth)
    let (sums, differences) = (planes, planes + fullHeight * pitch)
    for row in 0..<height {
      let (from, to) = (row &* width, row &* pitch)
      for column in 0..<width {
        let (a, b) = (x[from &+ column], y[from &+ column])
        sums[to &+ column] = (a - 0.5) + (b - 0.5)
        differences[to &+ column] = a - b
      }
    }
  }

  /// Replaces both planes by the means of 2 x 2 pixels.
  func halve() {
    for plane in 0..<2 {
      let values = planes + plane * fullHeight * pitch
      for row in 0..<height / 2 {
        let (upper, to) = (values + 2 * row * pitch, values + row * pitch)
        let lower = upper + pitch
        for column in 0..<width / 2 {
          to[column] =
            0.25 * ((upper[2 &* column] + upper[2 &* column &+ 1]) + (lower[2 &* column] + lower[2 &* column &+ 1]))
        }
      }
    }
    (height, width) = (height / 2, width / 2)
  }

  /// The means over all positions of a Gaussian window of `window` pixels, deviation 1.5: of the similarity, and of its
  /// factor without the luminance.
  func compare(window: Int) -> (similarity: Double, contrastAndStructure: Double) {
    if taps.count != window { taps = Self.gaussian(window) }
    square()
    let (outputHeight, outputWidth) = (height - window + 1, width - window + 1)
    var (similarity, contrast) = (0.0, 0.0)
    taps.withUnsafeBufferPointer { taps in
      guard let taps = taps.baseAddress else { return }
      for row in 0..<outputHeight {
        filterColumns(row, taps, window)
        let sums = compareRow(outputWidth, taps, window)
        similarity += sums.similarity
        contrast += sums.contrast
      }
    }
    let positions = Double(outputHeight * outputWidth)
    return (similarity / positions, contrast / positions)
  }

  private func square() {
    let count = fullHeight * pitch
    let used = height * pitch
    for plane in 0..<2 {
      let (from, to) = (planes + plane * count, planes + (plane + 2) * count)
      for i in 0..<used { to[i] = from[i] * from[i] }
    }
  }

  /// Filters `window` rows from `first` vertically.
  private func filterColumns(_ first: Int, _ taps: UnsafePointer<Float>, _ window: Int) {
    let half = window / 2
    for plane in 0..<4 {
      let rows = planes + (plane * fullHeight + first) * pitch
      let to = filtered + plane * filteredPitch
      var column = 0
      while column < width {
        var sum = taps[half] * Self.vector(rows + (half &* pitch &+ column))
        for k in 0..<half {
          sum +=
            taps[k]
            * (Self.vector(rows + (k &* pitch &+ column))
              + Self.vector(rows + ((window &- 1 &- k) &* pitch &+ column)))
        }
        UnsafeMutableRawPointer(to + column).storeBytes(of: sum, as: Lanes.self)
        column &+= Self.lanes
      }
    }
  }

  /// Filters the row horizontally, and compares `count` positions.
  private func compareRow(
    _ count: Int, _ taps: UnsafePointer<Float>, _ window: Int
  ) -> (similarity: Double, contrast: Double) {
    let c1 = Lanes(repeating: 0.01 * 0.01)
    let c2 = Lanes(repeating: 0.03 * 0.03)
    var (similarity, contrast) = (Lanes.zero, Lanes.zero)
    var column = 0
    while column < count {
      let sumMean = filteredRow(0, column, taps, window)
      let differenceMean = filteredRow(1, column, taps, window)
      let sumVariance = filteredRow(2, column, taps, window) - sumMean * sumMean
      let differenceSquare = differenceMean * differenceMean
      let differenceVariance = filteredRow(3, column, taps, window) - differenceSquare
      let mean = sumMean + 1
      var structure = 1 - differenceVariance / (0.5 * (sumVariance + differenceVariance) + c2)
      var whole = structure * (1 - differenceSquare / (0.5 * (mean * mean + differenceSquare) + c1))
      if count &- column < Self.lanes {
        for lane in count &- column..<Self.lanes { (structure[lane], whole[lane]) = (0, 0) }
      }
      similarity += whole
      contrast += structure
      column &+= Self.lanes
    }
    return (Double(similarity.sum()), Double(contrast.sum()))
  }

  @inline(__always)
  private func filteredRow(_ plane: Int, _ column: Int, _ taps: UnsafePointer<Float>, _ window: Int) -> Lanes {
    let from = filtered + (plane &* filteredPitch &+ column)
    let half = window / 2
    var sum = taps[half] * Self.vector(from + half)
    for k in 0..<half { sum += taps[k] * (Self.vector(from + k) + Self.vector(from + (window &- 1 &- k))) }
    return sum
  }

  @inline(__always)
  private static func vector(_ from: UnsafePointer<Float>) -> Lanes {
    UnsafeRawPointer(from).loadUnaligned(as: Lanes.self)
  }

  /// A Gaussian of deviation 1.5 with sum 1.
  private static func gaussian(_ count: Int) -> [Float] {
    let weights = (0..<count).map { k -> Double in
      let distance = Double(k - count / 2) / 1.5
      return exp(-distance * distance / 2)
    }
    let sum = weights.reduce(0, +)
    return weights.map { Float($0 / sum) }
  }
}
