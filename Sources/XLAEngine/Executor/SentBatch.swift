import Tensors

/// A batch on the device, or on its way there.
struct SentBatch {
  let count: Int
  /// The samples of what was sent.
  let form: BatchForm
  /// What was sent, in the order of the program's inputs.
  let buffers: [Buffer]
  /// The inputs that are bytes; others are floats.
  let byteInputs: Set<String>
  /// Where the samples were in host memory, by input.
  private let places: [String: [UnsafeRawPointer?]]

  init(_ batch: FedBatch, _ form: BatchForm, _ inputs: [Input], _ buffers: [Buffer]) {
    (count, self.form, self.buffers) = (batch.count, form, buffers)
    byteInputs = Set(
      inputs.map(\.inputName).filter { if case .bytes = batch.feeds[$0] { true } else { false } })
    places = batch.feeds.mapValues(\.place)
  }

  /// Whether this is `batch` in this form: as many samples from the same memory.
  func isSent(_ batch: FedBatch, as form: BatchForm) -> Bool {
    batch.count == count && form == self.form && batch.feeds.mapValues(\.place) == places
  }

  /// What the program is compiled for.
  var variant: CompiledProgram.Variant { CompiledProgram.Variant(form: form, byteInputs: byteInputs) }
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
