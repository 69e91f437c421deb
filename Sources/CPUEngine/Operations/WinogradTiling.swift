import Tensors

/// The tiles of a convolution, or of its image gradient, in Winograd's minimal filtering F(2×2, r×r).
///
/// S. Winograd, "Arithmetic Complexity of Computations", 1980; A. Lavin and S. Gray, "Fast Algorithms for Convolutional
/// Neural Networks", 2016.
///
/// A convolution of stride s with filters `[s r, s r]` is one of stride 1 with filters `[r, r]` over s² phases of each
/// channel. Its gradient gives the s² phases of the images, each with its own filters: these are the sets of tiles.
struct WinogradTiling {
  /// The tiles of one set along one side of a plane.
  struct Side {
    /// The lengths of the planes of values and of results.
    let valueLength, resultLength: Int
    let valueStep, valueOrigin: Int
    let resultStep, resultOrigin: Int

    /// The number of results of the set.
    var results: Int { max(0, (resultLength - resultOrigin + resultStep - 1) / resultStep) }

    /// The position of value `u` of phase `phase` of a tile; nil outside.
    func value(_ u: Int, phase: Int, ofTile tile: Int) -> Int? {
      let place = valueStep * (2 * tile + u) + phase + valueOrigin
      return (0..<valueLength).contains(place) ? place : nil
    }

    /// The position of result `i` of a tile; nil outside.
    func result(_ i: Int, ofTile tile: Int) -> Int? {
      let place = resultStep * (2 * tile + i) + resultOrigin
      return place < resultLength ? place : nil
    }
  }

  /// r.
  let taps: Int
  /// The number of phases of a channel of the values along one side.
  let phases: Int
  /// The sides of the sets, vertical and horizontal.
  let sets: [(rows: Side, columns: Side)]
  /// The numbers of tiles, vertical and horizontal, in every set.
  let rows, columns: Int

  /// The number of values that a tile's results depend on.
  var values: Int { (taps + 1) * (taps + 1) }

  /// The products per pair of planes with tiles, and without.
  var products: Int { sets.count * rows * columns * values }
  var directProducts: Int { sets.reduce(0) { $0 + $1.rows.results * $1.columns.results * taps * taps } }

  private init(taps: Int, phases: Int, sets: [(rows: Side, columns: Side)]) {
    (self.taps, self.phases, self.sets) = (taps, phases, sets)
    rows = sets.map { ($0.rows.results + 1) / 2 }.max() ?? 0
    columns = sets.map { ($0.columns.results + 1) / 2 }.max() ?? 0
  }

  /// The taps for filters of `rows` by `columns` at this stride; nil if they do not suit.
  static func taps(rows: Int, columns: Int, stride: Int) -> Int? {
    guard rows == columns, rows % stride == 0, (2...3).contains(rows / stride) else { return nil }
    return rows / stride
  }

  /// The tiles of the features.
  init?(features geometry: ConvolutionGeometry) {
    guard let taps = Self.taps(rows: geometry.rows, columns: geometry.columns, stride: geometry.stride) else {
      return nil
    }
    func side(_ length: Int, _ results: Int) -> Side {
      Side(
        valueLength: length, resultLength: results, valueStep: geometry.stride, valueOrigin: -geometry.padding,
        resultStep: 1, resultOrigin: 0)
    }
    self.init(
      taps: taps, phases: geometry.stride,
      sets: [
        (
          side(geometry.images.height, geometry.features.height),
          side(geometry.images.width, geometry.features.width)
        )
      ])
  }

  /// The tiles of the images, a set per phase; nil also if a pixel is under no filter.
  init?(images geometry: ConvolutionGeometry) {
    guard let taps = Self.taps(rows: geometry.rows, columns: geometry.columns, stride: geometry.stride) else {
      return nil
    }
    let (stride, padding) = (geometry.stride, geometry.padding)
    func side(_ phase: Int, _ length: Int, _ features: Int) -> Side {
      let first = max(0, (padding - phase + stride - 1) / stride)
      return Side(
        valueLength: features, resultLength: length, valueStep: 1, valueOrigin: first - taps + 1,
        resultStep: stride, resultOrigin: stride * first + phase - padding)
    }
    let down = (0..<stride).map { side($0, geometry.images.height, geometry.features.height) }
    let across = (0..<stride).map { side($0, geometry.images.width, geometry.features.width) }
    // The last result still has a value below its last or first tap.
    guard (down + across).allSatisfy({ $0.results - 1 + $0.valueOrigin < $0.valueLength }) else { return nil }
    self.init(taps: taps, phases: 1, sets: down.flatMap { rows in across.map { (rows, $0) } })
  }
}
