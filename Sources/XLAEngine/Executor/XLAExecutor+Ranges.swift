import Diagnostics
import Tensors

/// Parts of vectors that are replaced.
extension XLAExecutor {
  /// Replaces the first elements of `vector` by all of `part`, whose array `vector` may take over.
  func replaceStart(of vector: XLAVector, with part: XLAVector) {
    require(vector.count >= part.count, "no memory for \(part.count) gradients")
    guard vector.count > part.count else {
      vector.buffer = part.buffer
      return
    }
    copy(part, to: vector, ranges: part.everything)
  }

  /// Sets the elements of `vector` in `ranges` to those of `part`, which lies in the vector from `start` on.
  func renew(_ vector: XLAVector, in ranges: [Range<Int>], from part: XLAVector, startingAt start: Int) {
    for range in ranges {
      require(range.lowerBound >= start && range.upperBound <= vector.count, "not statistics: \(range)")
    }
    let executable = executable("renew \(vector.count) \(part.count) \(ranges)") { writer in
      let whole = writer.argument(TensorType(.f32, [vector.count]), donatedTo: 0)
      let values = writer.argument(TensorType(.f32, [part.count]))
      return [
        ranges.reduce(whole) { whole, range in
          whole.replacing(
            from: range.lowerBound, with: values.sliced(range.lowerBound - start..<range.upperBound - start))
        }
      ]
    }
    vector.buffer = run(executable, [vector.buffer, part.buffer])[0]
  }
}
