import Diagnostics
import Tensors

/// Gathers the samples of batches in host memory and sends them.
///
/// The memory has two halves: a batch is gathered in one while the batch before is sent from the other.
final class StagedFeeds {
  private let inputs: [Input]
  private let executor: XLAExecutor
  private let halves: [[String: StagingMemory]]
  private var turn = 0

  /// Prepares for batches of `inputs`.
  init(_ inputs: [Input], executor: XLAExecutor) {
    (self.inputs, self.executor) = (inputs, executor)
    halves = (0..<2).map { _ in
      Dictionary(uniqueKeysWithValues: inputs.map { ($0.inputName, StagingMemory(executor)) })
    }
  }

  /// Starts sending a batch in this form, bytes as bytes; the fed memory may change once this returns.
  func send(_ batch: FedBatch, as form: BatchForm) -> SentBatch {
    turn = 1 - turn
    return SentBatch(batch, form, inputs, inputs.map { send($0, batch, form) })
  }

  private func send(_ input: Input, _ batch: FedBatch, _ form: BatchForm) -> Buffer {
    guard let feed = batch.feeds[input.inputName], let memory = halves[turn][input.inputName] else {
      fatalError("the feed \(input.inputName) is missing")
    }
    let elements = input.dimensions.reduce(1, *)
    let dimensions = [form.samples] + input.dimensions
    switch feed {
    case .bytes(let base, let bytesPerSample, let indices, _, _):
      require(bytesPerSample == elements, "\(bytesPerSample) bytes a sample for an input of \(elements)")
      return memory.send(TensorType(.u8, dimensions)) { staged in
        for place in 0..<form.samples {
          let index = Int(indices[form.sample(at: place, of: batch.count)])
          let image = UnsafeRawBufferPointer(start: base + index * elements, count: elements)
          UnsafeMutableRawBufferPointer(rebasing: staged[(place * elements)...]).copyMemory(from: image)
        }
      }
    case .scaledFloats(let base, let elementsPerSample, let indices, let scale, let offset):
      require(elementsPerSample == elements, "\(elementsPerSample) numbers a sample for an input of \(elements)")
      return memory.send(TensorType(.f32, dimensions)) { staged in
        let staged = staged.bindMemory(to: Float.self)
        for place in 0..<form.samples {
          let numbers = base + Int(indices[form.sample(at: place, of: batch.count)]) * elements
          guard let target = staged.baseAddress else { return }
          HostNumbers.scale(numbers, count: elements, by: scale, plus: offset, to: target + place * elements)
        }
      }
    case .floats(let base):
      let type = TensorType(.f32, dimensions)
      let bytes = UnsafeRawBufferPointer(UnsafeBufferPointer(start: base, count: batch.count * elements))
      guard form.samples > batch.count else { return executor.send(bytes, type) }
      return memory.send(type) { staged in
        staged.copyMemory(from: bytes)
        let first = UnsafeRawBufferPointer(UnsafeBufferPointer(start: base, count: elements))
        for start in stride(from: bytes.count, to: staged.count, by: max(first.count, 1)) {
          UnsafeMutableRawBufferPointer(rebasing: staged[start...]).copyMemory(from: first)
        }
      }
    }
  }
}

/// Host memory that an array is sent from.
private final class StagingMemory {
  private let executor: XLAExecutor
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// The transfer from the memory; over before the memory changes.
  private var sent: Event?

  init(_ executor: XLAExecutor) { self.executor = executor }

  deinit {
    try? sent?.wait()
    memory.deallocate()
  }

  /// Starts sending an array that `fill` writes.
  func send(_ type: TensorType, _ fill: (UnsafeMutableRawBufferPointer) -> Void) -> Buffer {
    if let sent { executor.wait(for: sent) }
    let count = type.count * type.element.byteCount
    if memory.count < count {
      memory.deallocate()
      memory = .allocate(byteCount: count, alignment: 64)
    }
    let staged = UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
    fill(staged)
    let (buffer, event) = executor.sending(UnsafeRawBufferPointer(staged), type)
    sent = event
    return buffer
  }
}

@available(*, unavailable)
extension StagedFeeds: Sendable {}
@available(*, unavailable)
extension StagingMemory: Sendable {}
