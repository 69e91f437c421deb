import Tensors

/// A batch on the device, or on its way there.
struct SentBatch {
  let count: Int
  /// What was sent, in the order of the program's inputs.
  let buffers: [Buffer]
  /// The inputs that are bytes; others are floats.
  let byteInputs: Set<String>
  /// Where the samples were in host memory, by input.
  private let places: [String: [UnsafeRawPointer?]]

  init(_ batch: FedBatch, _ inputs: [Input], _ buffers: [Buffer]) {
    (count, self.buffers) = (batch.count, buffers)
    byteInputs = Set(
      inputs.map(\.inputName).filter { if case .bytes = batch.feeds[$0] { true } else { false } })
    places = batch.feeds.mapValues(\.place)
  }

  /// Whether this is `batch`: as many samples from the same memory.
  func isSent(_ batch: FedBatch) -> Bool { batch.count == count && batch.feeds.mapValues(\.place) == places }

  /// What the program is compiled for.
  var variant: CompiledProgram.Variant { CompiledProgram.Variant(samples: count, byteInputs: byteInputs) }
}

extension Feed {
  /// Where the samples are.
  fileprivate var place: [UnsafeRawPointer?] {
    switch self {
    case .bytes(let base, _, let indices, _, _): [UnsafeRawPointer(base), UnsafeRawPointer(indices.baseAddress)]
    case .scaledFloats(let base, _, let indices, _, _): [UnsafeRawPointer(base), UnsafeRawPointer(indices.baseAddress)]
    case .floats(let base): [UnsafeRawPointer(base)]
    }
  }
}

@available(*, unavailable)
extension SentBatch: Sendable {}
