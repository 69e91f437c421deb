import Hourglass
import Web

/// How codes become points in the plane.
enum LatentMap: String, CaseIterable, Codable, Hashable, Sendable {
  /// The first two principal components.
  case pca
  /// Two units of the code.
  case code
  case tsne, umap

  /// The name on pages.
  var title: String {
    switch self {
    case .pca: "PCA"
    case .code: "units of the code"
    case .tsne: "t-SNE"
    case .umap: "UMAP"
    }
  }

  /// The array of a table that holds the positions; nil for units of the code.
  var array: CodeTable.Column? {
    switch self {
    case .pca: .pca
    case .code: nil
    case .tsne: .tsne
    case .umap: .umap
    }
  }
}

/// A map of a table's codes, and its inverse.
struct CodePlane: Sendable {
  let table: CodeTable
  let map: LatentMap
  /// The units along the axes of ``LatentMap/code``.
  let x, y: Int

  /// A code at a position.
  struct Inverse: Sendable {
    var code: [Float]
    /// Whether the position determines the code.
    var isExact: Bool
    /// What the code is, one sentence.
    var note: String
  }

  /// The points whose codes are averaged where a map has no inverse.
  private static let neighbours = 8
  /// Codes of more dimensions are reduced by the principal components of as many of them.
  private static let maxCovariance = 2048

  /// - Throws: `WebError` for units that the code has not, or a map that is not there yet.
  init(_ table: CodeTable, _ map: LatentMap, x: Int, y: Int) throws(WebError) {
    let size = table.header.size
    if map == .code {
      for (name, unit) in [("x", x), ("y", y)] where unit >= size && !(size == 1 && unit == 1) {
        throw WebError(fields: [FieldError(name, "expected a unit from 0 to \(size - 1), got \(unit)")])
      }
    }
    if let array = map.array, !table.has(array) {
      throw .notFound("\(map.title) of these codes has not been computed yet")
    }
    (self.table, self.map, self.x, self.y) = (table, map, x, y)
  }

  /// The positions of all points, `[n, 2]`.
  var positions: [Float] {
    if let array = map.array { return table.floats(array) }
    let across = table.unit(x)
    let up = y < table.header.size ? table.unit(y) : [Float](repeating: 0, count: across.count)
    return zip(across, up).flatMap { [$0, $1] }
  }

  /// The position of a point.
  func position(of point: Int) -> [Float] {
    if let array = map.array { return table.floats(array, 2 * point..<2 * point + 2) }
    let code = table.code(of: point)
    return [code[x], y < code.count ? code[y] : 0]
  }

  /// The code that is shown at a position.
  func inverse(_ position: [Float]) -> Inverse {
    let size = table.header.size
    let means = table.header.order.means.map(Float.init)
    switch map {
    case .pca where size <= 2:
      return exact(Array(position.prefix(size)))
    case .pca:
      let axes = table.floats(.axes)
      let code = (0..<size).map { means[$0] + position[0] * axes[$0] + position[1] * axes[size + $0] }
      return Inverse(code: code, isExact: false, note: "The code on the plane of the first two principal components.")
    case .code:
      var code = means
      code[x] = position[0]
      if y < size { code[y] = position[1] }
      if size == 1 || size == 2 && x != y { return exact(code) }
      return Inverse(code: code, isExact: false, note: "The other units are at their means.")
    case .tsne, .umap:
      return Inverse(
        code: mean(near: position), isExact: false,
        note: "\(map.title) has no inverse: a mean of the codes of the nearest points, weighted by their distance.")
    }
  }

  private func exact(_ code: [Float]) -> Inverse {
    Inverse(code: code, isExact: true, note: "The position is the code.")
  }

  /// The mean of the codes of the nearest points, weighted by 1 / d².
  private func mean(near position: [Float]) -> [Float] {
    let all = positions
    // A square of a distance may be beyond the range of a Float.
    var nearest: [(square: Double, point: Int)] = []
    for point in 0..<all.count / 2 {
      let dx = Double(all[2 * point]) - Double(position[0])
      let dy = Double(all[2 * point + 1]) - Double(position[1])
      let square = dx * dx + dy * dy
      guard nearest.count < Self.neighbours || square < nearest[nearest.count - 1].square else { continue }
      if nearest.count == Self.neighbours { nearest.removeLast() }
      let place = nearest.firstIndex { $0.square > square } ?? nearest.count
      nearest.insert((square, point), at: place)
    }
    let least = max((nearest.first?.square ?? 0) * 1e-3, 1e-12)
    let weights = nearest.map { 1 / ($0.square + least) }
    let total = weights.reduce(0, +)
    var code = [Float](repeating: 0, count: table.header.size)
    for (weight, found) in zip(weights, nearest) {
      for (unit, value) in table.code(of: found.point).enumerated() { code[unit] += Float(weight / total) * value }
    }
    return code
  }

  /// The positions of codes, `[n, size]`, along their first two principal components, and these, `[2, size]`.
  static func principal(_ codes: [Float], size: Int) throws -> (positions: [Float], axes: [Float]) {
    guard size > 2 else {
      return (try RunCodes(codes: codes, size: size).plane(by: .principalComponents), [])
    }
    let found = try components(of: codes, size: size, count: 2)
    return (found.codes(of: codes), found.directions)
  }

  /// The positions of codes by t-SNE or UMAP.
  static func embedded(
    _ codes: [Float], size: Int, by embedding: PlaneEmbedding, progress: @escaping ComputationProgress
  ) throws -> [Float] {
    guard size > maxCovariance else {
      return try RunCodes(codes: codes, size: size).plane(by: embedding, progress: progress)
    }
    // The library reduces codes to as many components itself, but by a covariance that grows with the square of the size.
    let found = try components(of: codes, size: size, count: min(50, codes.count / size))
    return try RunCodes(codes: found.codes(of: codes), size: found.count).plane(by: embedding, progress: progress)
  }

  private static func components(of codes: [Float], size: Int, count: Int) throws -> PrincipalComponents {
    guard size > maxCovariance else { return try PrincipalComponents(of: codes, size: size, count: count) }
    // Fewer samples than values are decomposed by their Gram matrix.
    let some = (0..<codes.count / size).evenlySpread(atMost: maxCovariance)
    return try PrincipalComponents(
      of: some.flatMap { codes[$0 * size..<($0 + 1) * size] }, size: size, count: min(count, some.count))
  }
}
