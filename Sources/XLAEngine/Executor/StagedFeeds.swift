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

  /// Starts sending a batch, bytes as bytes; the fed memory may change once this returns.
  func send(_ batch: FedBatch) -> SentBatch {
    turn = 1 - turn
    return SentBatch(batch, inputs, inputs.map { send($0, batch) })
  }

  private func send(_ input: Input, _ batch: FedBatch) -> Buffer {
    guard let feed = batch.feeds[input.inputName], let memory = halves[turn][input.inputName] else {
      fatalError("the feed \(input.inputName) is missing")
    }
    let elements = input.dimensions.reduce(1, *)
    let dimensions = [batch.count] + input.dimensions
    switch feed {
    case .bytes(let base, let bytesPerSample, let indices, _, _):
      require(bytesPerSample == elements, "\(bytesPerSample) bytes a sample for an input of \(elements)")
      return memory.send(TensorType(.u8, dimensions)) { staged in
        for sample in 0..<batch.count {
          let image = UnsafeRawBufferPointer(start: base + Int(indices[sample]) * elements, count: elements)
          UnsafeMutableRawBufferPointer(rebasing: staged[(sample * elements)...]).copyMemory(from: image)
        }
      }
    case .scaledFloats(let base, let elementsPerSample, let indices, let scale, let offset):
      require(elementsPerSample == elements, "\(elementsPerSample) numbers a sample for an input of \(elements)")
      return memory.send(TensorType(.f32, dimensions)) { staged in
        let staged = staged.bindMemory(to: Float.self)
        for sample in 0..<batch.count {
          let numbers = base + Int(indices[sample]) * elements
          for element in 0..<elements { staged[sample * elements + element] = numbers[element] * scale + offset }
        }
      }
    case .floats(let base):
      return executor.send(
        UnsafeRawBufferPointer(UnsafeBufferPointer(start: base, count: batch.count * elements)),
        TensorType(.f32, dimensions))
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
