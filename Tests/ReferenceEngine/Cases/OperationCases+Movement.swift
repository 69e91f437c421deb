import Tensors

extension OperationCases {
  static let movement: [OperationCase] = [
    OperationCase("reshape", .each(2, 3, 2)) { $0[0].reshaped(to: [4, 3]) },
    OperationCase("reshape", .each(12)) { $0[0].reshaped(to: [3, 2, 2]) },
    OperationCase("reshape", .shared(6)) { $0[0].reshaped(to: [2, 3]) },
    OperationCase("transpose", .shared(3, 5)) { $0[0].transposed() },
    OperationCase("transpose", .shared(1, 4)) { $0[0].transposed() },
    OperationCase("concatenation", .each(2, 2, 3), .each(1, 2, 3), .each(3, 2, 3)) { concatenated($0) },
    OperationCase("concatenation", .each(2), .each(5)) { concatenated($0) },
    OperationCase("slice of channels", .each(4, 2, 3)) { $0[0].sliced(1..<3) },
    OperationCase("slice of features", .each(7)) { $0[0].sliced(2..<7) },
    OperationCase("crop", .each(2, 4, 5)) { $0[0].cropped(by: Margins(top: 1, bottom: 0, left: 2, right: 1)) },
    OperationCase("zero padding", .each(2, 3, 2)) { $0[0].padded(by: Margins(top: 1, bottom: 2, left: 0, right: 3)) },
    OperationCase("unpooling at fixed positions", .each(2, 2, 3)) {
      $0[0].unpooledAtFixedPositions(window: 2, stride: 2, height: 5, width: 6)
    },
    OperationCase("unpooling at fixed positions", .each(1, 3, 2)) {
      $0[0].unpooledAtFixedPositions(window: 3, stride: 1, height: 5, width: 4)
    },
  ]
}
