import Clusters
import Diagnostics
import Tensors

/// A program compiled at most twice, whatever the sizes of its batches.
///
/// With gradients, once for full batches and once for smaller ones, which are padded; without, once for batches of up to
/// an eighth of a full one, and once for all others. Processes that share a batch compile it for the sizes of their
/// shares.
final class XLAProgram: PreparedProgram {
  let capacity: Int
  private(set) var sampleCount = 0
  /// The samples of the last run's arrays, padding included.
  private var sentSamples = 0
  private let program: Program
  let live: LiveNodes
  /// What is summed over processes; nil for a process alone.
  private let terms: BatchTerms?
  private let executor: XLAExecutor
  private var variants: [CompiledProgram.Variant: CompiledProgram] = [:]
  private let feeds: StagedFeeds
  /// The batch of the next run, where it was sent ahead.
  private var ahead: SentBatch?
  /// What the last run left on the device.
  private var outputs: CompiledProgram.Outputs?
  private var scalars: [Float]?

  init(_ program: Program, capacity: Int, executor: XLAExecutor) {
    (self.program, self.capacity, self.executor) = (program, capacity, executor)
    live = LiveNodes(program)
    terms = executor.communicator.size > 1 ? BatchTerms(program, live) : nil
    feeds = StagedFeeds(live.inputs, executor: executor)
  }

  func run(
    count: Int, feeds given: [String: Feed], parameters: any DeviceVector, gradients: (any DeviceVector)?,
    at position: RunPosition
  ) {
    let parameters = parameters.onDevice
    let table = program.graph.parameters
    require(parameters.count == table.vectorCount, "\(parameters.count) of \(table.vectorCount) parameters")
    if let share = position.share {
      checkTerms()
      if count == 0 { return runWithoutSamples(gradients: gradients) }
      require(share.count == count, "a batch of \(count) in process \(share.rank)")
    }
    let sent = send(FedBatch(count: count, feeds: given), as: position.share == nil ? form(of: count) : .whole(count))
    var wanted = sent.variant
    wanted.wholeSamples = position.share?.total
    let compiled = variant(wanted)
    let words = compiled.numbers.words(samples: count, feeds: given, at: position)
    let results = executor.run(compiled.executable, [parameters.buffer, executor.send(words)] + sent.buffers)
    var outputs = compiled.outputs(results)
    let made = outputs.gradients
    outputs.gradients = nil
    (self.outputs, scalars, sampleCount, sentSamples) = (outputs, nil, count, sent.form.samples)
    if position.share != nil, let buffer = outputs.scalars {
      scalars = executor.communicator.sum(executor.values(of: buffer))
    }
    guard let made else { return }
    guard let gradients else { fatalError("no memory for \(table.trainedCount) gradients") }
    executor.replaceStart(of: gradients.onDevice, with: XLAVector(made, count: table.trainedCount, executor: executor))
  }

  /// Ends the program where a device cannot compute it in several processes.
  private func checkTerms() {
    guard let obstacle = terms?.obstacle else { return }
    executor.stop(
      DeviceError(
        .refused,
        Report(
          "a model whose images depend on each other cannot be trained on accelerators in several processes",
          expected: "sums over images alone", got: obstacle,
          cure: "train it in one process, or leave out --device")))
  }

  /// The terms of a process whose share of the batch is empty: zeros.
  private func runWithoutSamples(gradients: (any DeviceVector)?) {
    (outputs, sampleCount) = (nil, 0)
    scalars = executor.communicator.sum([Float](repeating: 0, count: scalarNodes.count))
    if let gradients { gradients.write(FlatVector(count: gradients.count)) }
  }

  /// The nodes of the results that are scalars, in their order among the scalars.
  private var scalarNodes: [Int] {
    program.resultNodes.map(\.id).sorted().filter {
      !program.graph.nodes[$0].shape.isBatched && program.graph.nodes[$0].shape.dimensions.isEmpty
    }
  }

  /// The form in which a batch of `count` samples is sent: a function of the count alone, so that a run that is resumed
  /// has the same bits.
  func form(of count: Int) -> BatchForm {
    guard program.gradients.isEmpty else { return count == capacity ? .whole(capacity) : .upTo(capacity) }
    // One image, and all of a small set, cost less than a full batch.
    let few = (capacity + 7) / 8
    return .upTo(count <= few ? few : capacity)
  }

  /// `batch` on the device: sent now, or ahead.
  func send(_ batch: FedBatch, as form: BatchForm) -> SentBatch {
    require(
      batch.count >= 1 && batch.count <= capacity,
      "a batch of \(batch.count) for a program prepared for 1 to \(capacity)")
    defer { ahead = nil }
    if let ahead, ahead.isSent(batch, as: form) { return ahead }
    return feeds.send(batch, as: form)
  }

  /// Starts sending the batch of the next run.
  func sendAhead(_ batch: FedBatch) { ahead = send(batch, as: form(of: batch.count)) }

  func renewStatistics(of parameters: any DeviceVector, in ranges: [Range<Int>]) {
    guard !ranges.isEmpty, outputs != nil else { return }
    guard let statistics = outputs?.statistics else { fatalError("the program renews no statistics") }
    let table = program.graph.parameters
    executor.renew(
      parameters.onDevice, in: ranges,
      from: XLAVector(statistics, count: table.vectorCount - table.trainedCount, executor: executor),
      startingAt: table.trainedCount)
  }

  func value(of result: ScalarResult) -> Float {
    if outputs == nil, let scalars, let index = scalarNodes.firstIndex(of: result.node.id) { return scalars[index] }
    let (outputs, place) = place(of: result.node)
    guard case .scalar(let index) = place else { fatalError("the result is not a scalar") }
    return scalar(index, of: outputs)
  }

  private func scalar(_ index: Int, of outputs: CompiledProgram.Outputs) -> Float {
    guard let buffer = outputs.scalars else { fatalError("the program has no scalars") }
    let values = scalars ?? executor.values(of: buffer)
    scalars = values
    return values[index]
  }

  func read(
    _ result: TensorResult, factor: Float, summand: Float, into host: UnsafeMutableBufferPointer<Float>
  ) {
    let count = result.count(samples: sampleCount)
    require(host.count >= count, "the result has \(count) values, the buffer \(host.count)")
    let (outputs, place) = place(of: result.node)
    let out = UnsafeMutableBufferPointer(rebasing: host[..<count])
    switch place {
    case .scalar(let index): out[0] = scalar(index, of: outputs)
    case .tensor(let index): readStart(of: outputs.tensors[index], count: result.count(samples: sentSamples), into: out)
    }
    guard factor != 1 || summand != 0 else { return }
    for i in out.indices { out[i] = factor * out[i] + summand }
  }

  /// Copies the first of `count` floats of `buffer` to `host`: padding is the last.
  private func readStart(of buffer: Buffer, count: Int, into host: UnsafeMutableBufferPointer<Float>) {
    guard count > host.count else { return executor.read(buffer, into: UnsafeMutableRawBufferPointer(host)) }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { all in
      executor.read(buffer, into: UnsafeMutableRawBufferPointer(all))
      UnsafeMutableRawBufferPointer(host).copyMemory(
        from: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: all[..<host.count])))
    }
  }

  private func place(of node: ResultNode) -> (CompiledProgram.Outputs, CompiledProgram.Place) {
    guard node.graph == ObjectIdentifier(program.graph), let outputs, let place = outputs.places[node.id] else {
      fatalError("the result belongs to another program, or the program has not run")
    }
    return (outputs, place)
  }

  private func variant(_ variant: CompiledProgram.Variant) -> CompiledProgram {
    if let known = variants[variant] { return known }
    let made = CompiledProgram(program, live, variant, terms: terms, executor)
    variants[variant] = made
    return made
  }
}

@available(*, unavailable)
extension XLAProgram: Sendable {}
