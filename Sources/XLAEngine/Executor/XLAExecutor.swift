package import Clusters
package import Tensors

/// Runs programs on a device of a PJRT plugin, compiled by XLA.
///
/// Parameters, gradients and moments stay in the device's memory; a step sends the batch, as bytes where it is fed as
/// bytes, and some numbers, and receives the loss.
package final class XLAExecutor: TensorExecutor {
  package let name: String
  package let client: Client
  let device: Device
  let precision: ProductPrecision
  package let communicator: any Communicator
  private let options: CompileOptions
  private let cache: ExecutableCache?
  private let report: (CompilationEvent) -> Void
  let stop: (DeviceError) -> Never
  private var executables: [String: Executable] = [:]
  /// The program of images that was run last, which a later error is likely to be of.
  private var last: Executable?
  private var masks: [Mask: Buffer] = [:]

  /// The elements that a call changes.
  private struct Mask: Hashable {
    let count: Int
    let ranges: [Range<Int>]
  }

  /// Creates an executor.
  ///
  /// - Parameters:
  ///   - client: The plugin's client.
  ///   - device: One of its devices; by default the first.
  ///   - name: The name in the records of a run; by default the platform's.
  ///   - precision: The precision of products and convolutions.
  ///   - flags: Flags of XLA.
  ///   - cache: Where compiled programs are kept; nil for none.
  ///   - communicator: The processes that share each batch whose position has a `BatchShare`.
  ///   - report: Receives the events of compilation.
  ///   - stop: Ends the program after a failure of the device, which no call of an executor can throw.
  package init(
    _ client: Client, device: Device? = nil, name: String? = nil, precision: ProductPrecision = .highest,
    flags: [String: CompileOptions.Flag] = [:], cache: ExecutableCache? = nil,
    communicator: any Communicator = SingleProcess(), report: @escaping (CompilationEvent) -> Void = { _ in },
    stoppingBy stop: @escaping (DeviceError) -> Never = { fatalError("\($0)") }
  ) {
    self.communicator = communicator
    (self.client, self.precision, self.stop) = (client, precision, stop)
    (self.cache, self.report) = (cache, report)
    self.device = device ?? client.devices[0]
    options = CompileOptions(flags: flags, device: self.device.identifier)
    self.name = name ?? (client.platform == "cpu" ? "xla-cpu" : client.platform)
  }

  package func prepare(_ program: Program, capacity: Int) -> any PreparedProgram {
    XLAProgram(program, capacity: capacity, executor: self)
  }

  package func prepare(_ step: TrainingStep, batchSize: Int) -> any PreparedTrainingStep {
    let capacity = max(1, communicator.largestShare(of: batchSize))
    return XLATrainingStep(step, XLAProgram(step.program, capacity: capacity, executor: self), executor: self)
  }

  /// The result of `body`; a failure of the device ends the program.
  func demand<Result>(_ body: () throws(DeviceError) -> Result) -> Result {
    do throws(DeviceError) { return try body() } catch { stop(last?.explaining(error) ?? error) }
  }

  /// Compiles a function, or loads it from the cache; with a `name`, reports its compilation.
  func compile(_ text: String, name: String? = nil) -> Executable {
    demand { () throws(DeviceError) in
      try client.executable(text, name: name ?? "", options: options, cache: cache) { event in
        if name != nil { report(event) }
      }
    }
  }

  /// A writer of a function for this device.
  func writer() -> StableHLOWriter { StableHLOWriter(precision: precision, isForProcessor: client.platform == "cpu") }

  /// The executable of the function that `write` writes, compiled at the first call with `name`.
  ///
  /// - Parameters:
  ///   - name: Names all that the function depends on.
  ///   - write: Declares the arguments and returns the results.
  func executable(_ name: String, _ write: (StableHLOWriter) -> [Value]) -> Executable {
    if let known = executables[name] { return known }
    let writer = writer()
    let made = compile(writer.module(returning: write(writer)))
    executables[name] = made
    return made
  }

  /// Starts a run of `executable`.
  func run(_ executable: Executable, _ arguments: [Buffer]) -> [Buffer] {
    if executable.sampleCount != nil { last = executable }
    return demand { () throws(DeviceError) in try executable.run(arguments) }
  }

  /// Numbers in the device's memory.
  func send<Element: BufferElement>(_ values: [Element]) -> Buffer {
    demand { () throws(DeviceError) in
      try Buffer(values, dimensions: [values.count], on: client, device: device)
    }
  }

  /// Numbers in the device's memory, from host memory that may change once this returns.
  func send(_ bytes: UnsafeRawBufferPointer, _ type: TensorType) -> Buffer {
    demand { () throws(DeviceError) in
      try Buffer(bytes: bytes, type: type.element, dimensions: type.dimensions, on: client, device: device)
    }
  }

  /// Starts sending host memory, which must stay as it is until the event is over.
  func sending(_ bytes: UnsafeRawBufferPointer, _ type: TensorType) -> (buffer: Buffer, sent: Event) {
    demand { () throws(DeviceError) in
      try Buffer.sending(bytes, type: type.element, dimensions: type.dimensions, on: client, device: device)
    }
  }

  /// Waits until `event` is over.
  func wait(for event: Event) { demand { () throws(DeviceError) in try event.wait() } }

  /// The numbers of `buffer`, after what computes them.
  func values<Element: BufferElement>(of buffer: Buffer, as type: Element.Type = Element.self) -> [Element] {
    demand { () throws(DeviceError) in try buffer.values(as: type) }
  }

  /// Starts copying the numbers of `buffer` to host memory, which must stay until the event is over.
  func startReading(_ buffer: Buffer, into host: UnsafeMutableRawBufferPointer) -> Event {
    demand { () throws(DeviceError) in try buffer.startReading(into: host) }
  }

  /// Copies the numbers of `buffer` to host memory, after what computes them.
  func read(_ buffer: Buffer, into host: UnsafeMutableRawBufferPointer) {
    demand { () throws(DeviceError) in try buffer.read(into: host) }
  }

  /// 1 for each of `count` elements in `ranges`, 0 for others; nil where all are in them.
  func mask(_ ranges: [Range<Int>], count: Int) -> Buffer? {
    if ranges == [0..<count] { return nil }
    let mask = Mask(count: count, ranges: ranges)
    if let known = masks[mask] { return known }
    var bytes = [UInt8](repeating: 0, count: count)
    bytes.withUnsafeMutableBytes { bytes in
      for range in ranges {
        UnsafeMutableRawBufferPointer(rebasing: bytes[range]).initializeMemory(as: UInt8.self, repeating: 1)
      }
    }
    let made = send(bytes)
    masks[mask] = made
    return made
  }
}

@available(*, unavailable)
extension XLAExecutor: Sendable {}
