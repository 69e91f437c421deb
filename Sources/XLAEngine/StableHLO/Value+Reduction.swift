import Diagnostics

/// How two numbers become one.
enum Combination: String {
  case add, maximum, minimum
  case and, or

  /// The number that changes none.
  fileprivate func neutral(_ element: ElementType) -> String {
    switch (self, element) {
    case (.maximum, .f32): "0xFF800000"
    case (.minimum, .f32): "0x7F800000"
    case (.maximum, .s32): "\(Int32.min)"
    case (.minimum, .s32): "\(Int32.max)"
    case (.add, .f32): "0x00000000"
    case (.add, .f64): "0x0000000000000000"
    case (.add, .s32): "0"
    case (.and, .pred): "true"
    case (.or, .pred): "false"
    default: fatalError("no reduction by \(rawValue) of \(element.text)")
    }
  }
}

extension Value {
  /// One number from all elements along `axes`, which are removed.
  func reduced(by combination: Combination = .add, along axes: [Int]) -> Value {
    if axes.isEmpty { return self }
    if combination == .add, type.element == .f32, writer.sumsInDouble {
      return converted(to: .f64).reduced(by: .add, along: axes).converted(to: .f32)
    }
    let kept = dimensions.indices.filter { !axes.contains($0) }.map { dimensions[$0] }
    let number = TensorType(type.element, [])
    return writer.append(
      "reduce", [self, writer.constant(bits: combination.neutral(type.element), number)],
      region: writer.region(combination, number), "dimensions = \(list(axes))", as: [TensorType(type.element, kept)])[0]
  }

  /// The sum over each window of `window` elements along every dimension, one element apart.
  func windowSums(of window: [Int], step: [Int]) -> Value {
    let number = TensorType(type.element, [])
    let result = dimensions.indices.map { (dimensions[$0] - window[$0]) / step[$0] + 1 }
    return writer.append(
      "reduce_window", [self, writer.constant(bits: Combination.add.neutral(type.element), number)],
      region: writer.region(.add, number), "window_dimensions = \(list(window)), window_strides = \(list(step))",
      as: [TensorType(type.element, result)])[0]
  }
}

extension StableHLOWriter {
  /// A region that combines two numbers.
  fileprivate func region(_ combination: Combination, _ type: TensorType) -> String {
    let names = regionNames(3)
    return """
      {
      ^bb0(\(names[0]): \(type), \(names[1]): \(type)):
      \(names[2]) = "stablehlo.\(combination.rawValue)"(\(names[0]), \(names[1])) : (\(type), \(type)) -> \(type)
      "stablehlo.return"(\(names[2])) : (\(type)) -> ()
      }
      """
  }

  /// A region that adds two numbers, for a scatter.
  func additionRegion(_ element: ElementType) -> String { region(.add, TensorType(element, [])) }

  /// `keys`, integers, in descending order along `axis`, with the `places` that move along; equal keys keep their order.
  func sortedDescending(_ keys: Value, with places: Value, along axis: Int) -> (keys: Value, places: Value) {
    let names = regionNames(5)
    let (key, place) = (TensorType(keys.type.element, []), TensorType(places.type.element, []))
    let region = """
      {
      ^bb0(\(names[0]): \(key), \(names[1]): \(key), \(names[2]): \(place), \(names[3]): \(place)):
      \(names[4]) = "stablehlo.compare"(\(names[0]), \(names[1])) \
      {comparison_direction = #stablehlo<comparison_direction GT>} : (\(key), \(key)) -> tensor<i1>
      "stablehlo.return"(\(names[4])) : (tensor<i1>) -> ()
      }
      """
    let sorted = append(
      "sort", [keys, places], region: region, "dimension = \(axis) : i64, is_stable = true",
      as: [keys.type, places.type])
    return (sorted[0], sorted[1])
  }
}
