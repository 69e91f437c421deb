import Diagnostics
import Tensors

/// Gathers the samples of a batch in host memory and sends them.
final class StagedFeeds {
  private let memory: [String: UnsafeMutableRawBufferPointer]

  /// Makes room for `capacity` samples of each input.
  init(_ inputs: [Input], capacity: Int) {
    memory = Dictionary(
      uniqueKeysWithValues: inputs.map { input in
        let bytes = capacity * input.dimensions.reduce(1, *) * MemoryLayout<Float>.size
        return (input.inputName, .allocate(byteCount: max(bytes, 1), alignment: 64))
      })
  }

  deinit { for buffer in memory.values { buffer.deallocate() } }

  /// Sends the first `count` samples of what is fed to `input`; bytes are sent as bytes.
  func send(
    _ input: Input, _ feeds: [String: Feed], count: Int, by executor: XLAExecutor
  ) -> (buffer: Buffer, isBytes: Bool) {
    guard let feed = feeds[input.inputName], let memory = memory[input.inputName] else {
      fatalError("the feed \(input.inputName) is missing")
    }
    let elements = input.dimensions.reduce(1, *)
    let dimensions = [count] + input.dimensions
    func floats(_ start: UnsafePointer<Float>) -> Buffer {
      executor.send(
        UnsafeRawBufferPointer(UnsafeBufferPointer(start: start, count: count * elements)),
        TensorType(.f32, dimensions))
    }
    switch feed {
    case .bytes(let base, let bytesPerSample, let indices, _, _):
      require(bytesPerSample == elements, "\(bytesPerSample) bytes a sample for an input of \(elements)")
      let staged = UnsafeMutableRawBufferPointer(rebasing: memory[..<(count * elements)])
      for sample in 0..<count {
        let image = UnsafeRawBufferPointer(start: base + Int(indices[sample]) * elements, count: elements)
        UnsafeMutableRawBufferPointer(rebasing: staged[(sample * elements)...]).copyMemory(from: image)
      }
      return (executor.send(UnsafeRawBufferPointer(staged), TensorType(.u8, dimensions)), true)
    case .scaledFloats(let base, let elementsPerSample, let indices, let scale, let offset):
      require(elementsPerSample == elements, "\(elementsPerSample) numbers a sample for an input of \(elements)")
      let staged = memory.bindMemory(to: Float.self)
      for sample in 0..<count {
        let numbers = base + Int(indices[sample]) * elements
        for element in 0..<elements { staged[sample * elements + element] = numbers[element] * scale + offset }
      }
      guard let start = staged.baseAddress else { fatalError("no memory for a batch") }
      return (floats(start), false)
    case .floats(let base):
      return (floats(base), false)
    }
  }
}

@available(*, unavailable)
extension StagedFeeds: Sendable {}
