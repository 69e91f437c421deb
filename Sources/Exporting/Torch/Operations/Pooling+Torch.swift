import Tensors

extension MaxSwitches: TorchOperation {
  /// The pooling itself, whose maxima and places poolings and unpoolings read.
  func torch(_ node: TorchNode) -> String {
    let count = max(1, node.method.uses(node.id))
    let (maxima, places) = (node.method.variable(uses: count), node.method.variable(uses: count))
    node.method.add("\(maxima), \(places) = F.max_pool2d(\(node[0]), \(windows.torchPooling), return_indices=True)")
    node.method.add(
      TorchPool(images: node.operands[0], windows: windows, maxima: maxima, places: places), at: node.id)
    return places
  }
}

extension Gathering: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    if node.method.isPlainPool(node.operands[1]) { return "F.max_pool2d(\(node[0]), \(windows.torchPooling))" }
    if let pool = node.method.pool(node.operands[1]), pool.images == node.operands[0], pool.windows == windows {
      return pool.maxima
    }
    return "\(node[0]).flatten(2).gather(2, \(node[1]).flatten(2)).view_as(\(node[1]))"
  }
}

extension Scattering: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    let size = node.shape.dimensions
    if windows.stride >= windows.window {
      return "F.max_unpool2d(\(node[0]), \(node[1]), \(windows.torchArguments), output_size=(\(height), \(width)))"
    }
    let zeros = "\(node[0]).new_zeros(\(node.method.batch), \(size[0]), \(height * width))"
    return "\(zeros).scatter_add(2, \(node[1]).flatten(2), \(node[0]).flatten(2)).reshape(-1, \(Python.list(size)))"
  }
}

extension SumPooling: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    let averages = "F.avg_pool2d(\(node[0]), \(windows.torchArguments))"
    return node.method.isAveraged(node.id) ? averages : "\(windows.window * windows.window) * \(averages)"
  }
}

extension WindowBroadcast: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    let size = node.shapes[0].dimensions
    let window = windows.window
    if windows.stride == window, windows.padding == 0 {
      let (right, bottom) = (width - size[2] * window, height - size[1] * window)
      let enlarged = "F.interpolate(\(node[0]), scale_factor=\(window))"
      return right == 0 && bottom == 0 ? enlarged : "F.pad(\(enlarged), (0, \(right), 0, \(bottom)))"
    }
    let rest = [height, width].enumerated().map { axis, extent in
      extent - ((size[axis + 1] - 1) * windows.stride - 2 * windows.padding + window)
    }
    return "F.conv_transpose2d(\(node[0]), \(node[0]).new_ones(\(size[0]), 1, \(window), \(window)), "
      + "stride=\(windows.stride), padding=\(windows.padding), output_padding=\(Python.tuple(rest)), groups=\(size[0]))"
  }
}

extension BilinearUpsampling: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    "F.interpolate(\(node[0]), scale_factor=\(factor), mode=\"bilinear\", align_corners=False)"
  }
}

extension Windows {
  fileprivate var torchArguments: String { "\(window), stride=\(stride), padding=\(padding)" }
  fileprivate var torchPooling: String { torchArguments + (roundsUp ? ", ceil_mode=True" : "") }
}
