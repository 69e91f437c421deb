import Tensors

extension Warping: ONNXOperation {
  /// Samples at places from -1 to 1 between the outer edges of the images.
  func lower(_ node: LoweredNode) -> ONNXValue {
    let size = node.shape.dimensions
    let (height, width) = (size[1], size[2])
    // (u, v, 1) of each pixel, relative to the centre.
    let places = (0..<height * width).flatMap { index -> [Float] in
      [Float(index % width) - Float(width - 1) / 2, Float(index / width) - Float(height - 1) / 2, 1]
    }
    let scale = node.writer.numbers([2 / Float(width), 2 / Float(height)], [2])
    let grid =
      node.writer.numbers(places, [height * width, 3])
      .product(node[1].reshaped(to: [-1, 2, 3]).transposed([0, 2, 1])) * scale
    return node.writer.append("GridSample", [node[0], grid.reshaped(to: [-1, height, width, 2])])
  }
}
