import Tensors

extension OperationCases {
  static let images = convolutions + windows + partialWindows + resampling

  private static let convolutions: [OperationCase] = [
    convolution([2, 4, 3], [3, 2, 3, 3], stride: 1, padding: 1),
    convolution([1, 5, 4], [2, 1, 2, 2], stride: 2, padding: 0),
    convolution([2, 3, 5], [1, 2, 3, 4], stride: 3, padding: 2),
    convolution([3, 1, 2], [2, 3, 1, 1], stride: 1, padding: 0),
    transposed([2, 2, 3], [2, 3, 3, 3], stride: 1, padding: 1, outputPadding: 0),
    transposed([1, 2, 2], [1, 2, 4, 4], stride: 2, padding: 1, outputPadding: 0),
    transposed([2, 2, 1], [2, 1, 3, 2], stride: 2, padding: 0, outputPadding: 1),
  ]

  private static func convolution(_ images: [Int], _ filters: [Int], stride: Int, padding: Int) -> OperationCase {
    OperationCase(
      "convolution, stride \(stride), padding \(padding)", OperationCase.Operand(shape: .batched(images)),
      OperationCase.Operand(shape: .unbatched(filters))
    ) { $0[0].convolved(with: $0[1], stride: stride, padding: padding) }
  }

  private static func transposed(
    _ images: [Int], _ filters: [Int], stride: Int, padding: Int, outputPadding: Int
  ) -> OperationCase {
    OperationCase(
      "transposed convolution, stride \(stride), paddings \(padding) and \(outputPadding)",
      OperationCase.Operand(shape: .batched(images)), OperationCase.Operand(shape: .unbatched(filters))
    ) { $0[0].transposeConvolved(with: $0[1], stride: stride, padding: padding, outputPadding: outputPadding) }
  }

  private static let windows = [(2, 2, 0), (2, 2, 1), (3, 2, 1), (2, 3, 0), (3, 1, 0)].flatMap {
    window, stride, padding in
    let place = "window \(window), stride \(stride), padding \(padding)"
    return [
      OperationCase("max pooling, \(place)", .each(2, 5, 4)) {
        $0[0].maxPooled(window: window, stride: stride, padding: padding).values
      },
      OperationCase("max unpooling, \(place)", .each(1, 4, 5)) {
        let pooling = $0[0].maxPooled(window: window, stride: stride, padding: padding)
        return (pooling.values * pooling.values).maxUnpooled(by: pooling)
      },
      OperationCase("average pooling, \(place)", .each(2, 4, 5)) {
        $0[0].averagePooled(window: window, stride: stride, padding: padding)
      },
    ]
  }

  /// Windows of which the last reach beyond the image, by one pixel or two.
  private static let partialWindows = [(2, 2, 0), (3, 2, 0), (3, 3, 1), (4, 3, 2)].flatMap { window, stride, padding in
    let place = "window \(window), stride \(stride), padding \(padding), rounded up"
    return [
      OperationCase("max pooling, \(place)", .each(2, 5, 4)) {
        $0[0].maxPooled(window: window, stride: stride, padding: padding, roundsUp: true).values
      },
      OperationCase("max unpooling, \(place)", .each(1, 4, 5)) {
        let pooling = $0[0].maxPooled(window: window, stride: stride, padding: padding, roundsUp: true)
        return (pooling.values * pooling.values).maxUnpooled(by: pooling)
      },
      OperationCase("max pooling at places of another, \(place)", .each(2, 5, 4)) {
        let switches = $0[0].maxSwitches(window: window, stride: stride, padding: padding, roundsUp: true)
        return ($0[0] * $0[0]).gathered(at: switches, window: window, stride: stride, padding: padding, roundsUp: true)
      },
    ]
  }

  private static let resampling: [OperationCase] = [
    OperationCase("nearest upsampling by 2", .each(2, 2, 3)) { $0[0].upsampledNearest(by: 2) },
    OperationCase("nearest upsampling by 3", .each(1, 1, 2)) { $0[0].upsampledNearest(by: 3) },
    OperationCase("bilinear upsampling by 2", .each(2, 3, 2)) { $0[0].upsampledBilinear(by: 2) },
    OperationCase("bilinear upsampling by 3", .each(1, 1, 3)) { $0[0].upsampledBilinear(by: 3) },
    OperationCase("filter", .each(2, 3, 4)) { $0[0].filtered(by: [0.25, 0.5, 0.125], padding: 1) },
    OperationCase("filter", .each(1, 5, 3)) { $0[0].filtered(by: [0.1, 0.2, 0.4, -0.2, 0.3], padding: 2) },
    OperationCase("filter", .each(1, 3, 4)) { $0[0].filtered(by: [0.25, 0.5, 0.125], padding: 0) },
    OperationCase("warp", .each(2, 3, 4), .each(6).of(.transform)) { $0[0].warped(by: $0[1]) },
    OperationCase("warp", .each(1, 5, 1), .each(6).of(.transform)) { $0[0].warped(by: $0[1]) },
  ]
}
