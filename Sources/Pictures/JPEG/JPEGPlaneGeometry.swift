/// Where the samples of a component go when a JPEG is decoded at a fraction of its size.
struct JPEGPlaneGeometry {
  let transform: JPEGInverseTransform
  /// How many blocks a minimum coded unit has across and down; ITU-T T.81, A.2.
  let across: Int
  let down: Int
  /// The samples that belong to the picture; the plane has more, up to whole units.
  let width: Int
  let height: Int
  /// How many pixels of the picture a sample stands for across and down: 1 or 2.
  let pixelsAcross: Int
  let pixelsDown: Int
  /// From one row to the next.
  let stride: Int
  /// How many there are in all.
  let count: Int
}

extension BaselineJPEG {
  /// The blocks of a minimum coded unit across and down, of the component that has most.
  var across: Int { components.map(\.across).max() ?? 1 }
  var down: Int { components.map(\.down).max() ?? 1 }
  /// The minimum coded units across and down.
  var unitsAcross: Int { (width + 8 * across - 1) / (8 * across) }
  var unitsDown: Int { (height + 8 * down - 1) / (8 * down) }

  /// The plane of each component at `eighths` of the size, 1, 2 or 4.
  ///
  /// Components of less resolution are scaled down less where both axes allow it, as libjpeg does (jdmaster.c).
  func planes(eighths: Int) -> [JPEGPlaneGeometry]? {
    var planes: [JPEGPlaneGeometry] = []
    for component in components {
      var side = eighths
      while side < 8, across * eighths % (component.across * side * 2) == 0,
        down * eighths % (component.down * side * 2) == 0
      {
        side *= 2
      }
      guard let transform = JPEGInverseTransform(rawValue: side) else { return nil }
      let stride = unitsAcross * component.across * side
      planes.append(
        JPEGPlaneGeometry(
          transform: transform, across: component.across, down: component.down,
          width: (width * component.across * side + 8 * across - 1) / (8 * across),
          height: (height * component.down * side + 8 * down - 1) / (8 * down),
          pixelsAcross: across * eighths / (component.across * side),
          pixelsDown: down * eighths / (component.down * side), stride: stride,
          count: stride * unitsDown * component.down * side))
    }
    return planes
  }
}
