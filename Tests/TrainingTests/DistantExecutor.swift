import CPUEngine
import Tensors

/// An executor whose vectors the host cannot see, as an accelerator's: it computes as the CPU's, and counts transfers.
final class DistantExecutor: TensorExecutor {
  private let cpu: CPUExecutor
  /// The vectors that were copied from or to the host so far.
  fileprivate(set) var transfers = 0

  let name: String

  init(_ cpu: CPUExecutor, name: String? = nil) { (self.cpu, self.name) = (cpu, name ?? cpu.name) }

  func prepare(_ program: Program, capacity: Int) -> any PreparedProgram {
    DistantProgram(cpu.prepare(program, capacity: capacity))
  }

  func prepare(_ step: TrainingStep, batchSize: Int) -> any PreparedTrainingStep {
    DistantStep(cpu.prepare(step, batchSize: batchSize))
  }

  func makeVector(count: Int) -> any DeviceVector { DistantVector(count: count, self) }

  func dot(_ x: any DeviceVector, _ y: any DeviceVector, ranges: [Range<Int>]) -> Double {
    cpu.dot(x.memory, y.memory, ranges: ranges)
  }
  func haveSameBits(_ x: any DeviceVector, _ y: any DeviceVector, ranges: [Range<Int>]) -> Bool {
    cpu.haveSameBits(x.memory, y.memory, ranges: ranges)
  }
  func fill(_ x: any DeviceVector, with value: Float, ranges: [Range<Int>]) {
    cpu.fill(x.memory, with: value, ranges: ranges)
  }
  func clamp(_ x: any DeviceVector, to bound: Float, ranges: [Range<Int>]) {
    cpu.clamp(x.memory, to: bound, ranges: ranges)
  }
  func scale(_ x: any DeviceVector, by factor: Float, ranges: [Range<Int>]) {
    cpu.scale(x.memory, by: factor, ranges: ranges)
  }
  func copy(_ y: any DeviceVector, to x: any DeviceVector, ranges: [Range<Int>]) {
    cpu.copy(y.memory, to: x.memory, ranges: ranges)
  }
  func interpolate(_ x: any DeviceVector, towards y: any DeviceVector, by share: Float, ranges: [Range<Int>]) {
    cpu.interpolate(x.memory, towards: y.memory, by: share, ranges: ranges)
  }
  func add(
    _ x: any DeviceVector, _ y: any DeviceVector, times factor: Float, into out: any DeviceVector, ranges: [Range<Int>]
  ) {
    cpu.add(x.memory, y.memory, times: factor, into: out.memory, ranges: ranges)
  }
  func apply(
    _ rule: UpdateRule, to parameters: any DeviceVector, along gradients: any DeviceVector,
    state: [any DeviceVector], ranges: [Range<Int>]
  ) {
    cpu.apply(rule, to: parameters.memory, along: gradients.memory, state: state.map(\.memory), ranges: ranges)
  }
}

private final class DistantVector: DeviceVector {
  let values: FlatVector
  private let executor: DistantExecutor

  init(count: Int, _ executor: DistantExecutor) { (values, self.executor) = (FlatVector(count: count), executor) }

  var count: Int { values.count }

  func read(into host: FlatVector) {
    executor.transfers += 1
    values.read(into: host)
  }

  func write(_ host: FlatVector) {
    executor.transfers += 1
    values.write(host)
  }
}

extension DeviceVector {
  /// What only the executor sees.
  fileprivate var memory: FlatVector {
    guard let vector = self as? DistantVector else { fatalError("a vector of another executor") }
    return vector.values
  }
}

private final class DistantProgram: PreparedProgram {
  private let program: any PreparedProgram

  init(_ program: any PreparedProgram) { self.program = program }

  var capacity: Int { program.capacity }
  var sampleCount: Int { program.sampleCount }

  func run(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, gradients: (any DeviceVector)?,
    at position: RunPosition
  ) {
    program.run(
      count: count, feeds: feeds, parameters: parameters.memory, gradients: gradients?.memory, at: position)
  }

  func renewStatistics(of parameters: any DeviceVector, in ranges: [Range<Int>]) {
    program.renewStatistics(of: parameters.memory, in: ranges)
  }

  func value(of result: ScalarResult) -> Float { program.value(of: result) }

  func read(_ result: TensorResult, factor: Float, summand: Float, into host: UnsafeMutableBufferPointer<Float>) {
    program.read(result, factor: factor, summand: summand, into: host)
  }
}

private final class DistantStep: PreparedTrainingStep {
  private let step: any PreparedTrainingStep
  let program: any PreparedProgram
  var statistics: [Range<Int>] { step.statistics }

  init(_ step: any PreparedTrainingStep) { (self.step, program) = (step, DistantProgram(step.program)) }

  func accumulate(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, renewsStatistics: Bool, at position: RunPosition
  ) -> Double {
    step.accumulate(
      count: count, feeds: feeds, parameters: parameters.memory, renewsStatistics: renewsStatistics, at: position)
  }

  func update(
    _ parameters: any DeviceVector, by rule: UpdateRule, state: [any DeviceVector], average: AverageUpdate?
  ) {
    step.update(
      parameters.memory, by: rule, state: state.map(\.memory),
      average: average.map { AverageUpdate($0.average.memory, share: $0.share) })
  }

  func lastGradientNorm() -> Double? { step.lastGradientNorm() }

  func takeGradient(into gradients: any DeviceVector) { step.takeGradient(into: gradients.memory) }

  func reset() { step.reset() }
}
