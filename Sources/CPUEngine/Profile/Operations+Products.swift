import Tensors

// Counts and titles of sums of products: `convolution 3x3 1→32`, `matrix product 784→128`.

extension MatrixProduct {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { 2 * inputs[1].count }
  func title(inputs: [Shape], result: Shape) -> String { "matrix product \(inputs[0].count)→\(result.count)" }
}

extension MatrixProductInputGradient {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { 2 * inputs[1].count }
  func title(inputs: [Shape], result: Shape) -> String {
    "input gradient of matrix product \(result.count)→\(inputs[0].count)"
  }
}

extension MatrixProductWeightGradient {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { 2 * result.count }
  func title(inputs: [Shape], result: Shape) -> String {
    "weight gradient of matrix product \(inputs[1].count)→\(inputs[0].count)"
  }
}

/// The operations of a convolution with the result `features`: every result uses all weights of a filter.
private func products(_ features: Shape, filters: Shape) -> Int {
  2 * features.count * (filters.count / max(filters.dimensions[0], 1))
}

/// `3x3 1→32`, with a stride above 1.
private func size(filters: Shape, stride: Int) -> String {
  let size = filters.dimensions
  return "\(size[2])x\(size[3]) \(size[1])→\(size[0])" + (stride > 1 ? " stride \(stride)" : "")
}

extension Convolution {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { products(result, filters: inputs[1]) }
  func title(inputs: [Shape], result: Shape) -> String { "convolution \(size(filters: inputs[1], stride: stride))" }
}

extension ConvolutionFilterGradient {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { products(inputs[0], filters: result) }
  func title(inputs: [Shape], result: Shape) -> String {
    "filter gradient of convolution \(size(filters: result, stride: stride))"
  }
}

extension TransposedConvolution {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { products(inputs[0], filters: inputs[1]) }
  func title(inputs: [Shape], result: Shape) -> String {
    let filters = inputs[1].dimensions
    let size = "\(filters[2])x\(filters[3]) \(filters[0])→\(filters[1])"
    return "transposed convolution \(size)" + (stride > 1 ? " stride \(stride)" : "")
  }
}

extension NearestCodes {
  /// The product of each vector with each code.
  func arithmetic(inputs: [Shape], result: Shape) -> Int { 2 * result.count * inputs[1].count }
}
