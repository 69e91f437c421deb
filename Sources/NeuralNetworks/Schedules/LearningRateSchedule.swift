public import Diagnostics
import Foundation

/// A learning-rate schedule by name, with its arguments: what a run file holds.
///
/// Every schedule has the argument `warmup_epochs`: over so many epochs at the beginning (0 for none; parts of an epoch
/// count) the rate of the schedule is multiplied by a factor that rises in equal steps to 1.
public struct LearningRateSchedule: Codable, Hashable, Sendable {
  /// The name of the policy, as ``SchedulePolicy/name`` has it.
  public private(set) var name: String
  /// A value for every argument.
  public private(set) var arguments: [String: ScheduleArgument.Value]

  /// The policies that exist.
  public static var policies: [any SchedulePolicy.Type] {
    [
      FixedRate.self, StepRate.self, MultistepRate.self, ExponentialRate.self, InverseRate.self, PolynomialRate.self,
      SigmoidRate.self, StaircaseRate.self, CosineRate.self, OneCycleRate.self, PlateauRate.self,
    ]
  }

  /// The same rate from the first step to the last.
  public static let fixed = LearningRateSchedule(FixedRate.self)

  /// The schedule called `name`, in any letter case, with `arguments` in place of its defaults.
  /// - Throws: ``ScheduleError`` for an unknown name or argument and for a value out of range.
  public init(_ name: String, _ arguments: [String: ScheduleArgument.Value] = [:]) throws(ScheduleError) {
    let wanted = name.lowercased()
    guard let policy = Self.policies.first(where: { $0.name == wanted }) else {
      throw ScheduleError(
        .unknownName,
        Report("no such schedule", got: name, cure: knownNames(Self.policies.map { $0.name }, insteadOf: name)))
    }
    self.init(policy)
    for (key, value) in arguments.sorted(by: { $0.key < $1.key }) { try set(key, to: value) }
  }

  private init(_ policy: any SchedulePolicy.Type) {
    name = policy.name
    arguments = Dictionary(uniqueKeysWithValues: Self.arguments(of: policy).map { ($0.name, $0.defaultValue) })
  }

  /// The arguments of a policy's schedules in the order in which they are shown.
  public static func arguments(of policy: any SchedulePolicy.Type) -> [ScheduleArgument] {
    policy.arguments + [.notNegative(warmupEpochs, 0)]
  }

  private static let warmupEpochs = "warmup_epochs"

  /// Arguments from a JSON object of numbers and lists of numbers: `{"values": [50, 85], "gamma": 0.5}`.
  ///
  /// - Throws: ``ScheduleError`` for other text.
  public static func arguments(json: String) throws(ScheduleError) -> [String: ScheduleArgument.Value] {
    do {
      return try JSONDecoder().decode([String: ScheduleArgument.Value].self, from: Data(json.utf8))
    } catch {
      throw ScheduleError(
        .notJSON,
        Report(
          "the schedule's arguments are not a JSON object of numbers and lists of numbers", got: json,
          cure: #"write for example '{"values": [50, 85], "gamma": 0.5}'"#))
    }
  }

  /// The number, or the numbers between commas, of `text`.
  /// - Throws: ``ScheduleError`` for other text.
  public static func value(_ text: String) throws(ScheduleError) -> ScheduleArgument.Value {
    guard let value = ScheduleArgument.Value(text) else {
      throw ScheduleError(
        .badValue, Report("an argument of the schedule is no number", expected: "a number, or several", got: text))
    }
    return value
  }

  /// Replaces one argument.
  /// - Throws: ``ScheduleError`` for an argument that the schedule lacks or a value out of range.
  public mutating func set(_ argument: String, to value: ScheduleArgument.Value) throws(ScheduleError) {
    let all = Self.arguments(of: policyType)
    guard let known = all.first(where: { $0.name == argument }) else {
      throw ScheduleError(
        .unknownArgument,
        Report(
          "\(name) has no such argument", got: argument, cure: knownNames(all.map(\.name), insteadOf: argument)))
    }
    guard known.allows(value) else {
      throw ScheduleError(
        .badValue, Report("an argument is out of range", place: argument, expected: known.range, got: "\(value)"))
    }
    // Equal arguments are equal however they were written: a list of one is a list where a list is wanted.
    if case .numbers = known.defaultValue {
      arguments[argument] = .numbers(value.numbers)
    } else {
      arguments[argument] = value.number.map { .number($0) } ?? value
    }
  }

  private var policyType: any SchedulePolicy.Type {
    guard let policy = Self.policies.first(where: { $0.name == name }) else { fatalError("no schedule \(name)") }
    return policy
  }

  private var policy: any SchedulePolicy { policyType.init(arguments) }

  /// The name and every argument: `step, step 33.0, gamma 0.1, warmup_epochs 0.0`.
  public var summary: String {
    ([name] + Self.arguments(of: policyType).map { "\($0.name) \(arguments[$0.name] ?? $0.defaultValue)" })
      .joined(separator: ", ")
  }
}

extension LearningRateSchedule {
  /// The learning rate of a step.
  ///
  /// - Parameters:
  ///   - base: the optimiser's learning rate.
  ///   - step: the steps made before this one.
  ///   - totalSteps: the steps of the whole run.
  ///   - stepsPerEpoch: the steps of an epoch.
  ///   - plateau: what ``observe(_:_:)`` has made of the losses so far; only `plateau` looks at it.
  public func rate(
    base: Double, step: Int, totalSteps: Int, stepsPerEpoch: Int, plateau: PlateauState = PlateauState()
  ) -> Double {
    let progress = TrainingProgress(step: step, totalSteps: totalSteps, stepsPerEpoch: stepsPerEpoch)
    let policy = policy
    let rate =
      (policy as? PlateauRate)?.rate(base: base, after: plateau) ?? policy.rate(base: base, at: progress)
    let warmup = arguments.number(Self.warmupEpochs)
    guard warmup > 0 else { return rate }
    return rate * min(1, Double(step + 1) / Double(progress.steps(ofEpochs: warmup)))
  }

  /// Whether the rate depends on the losses, so that ``observe(_:_:)`` must be told of them.
  public var dependsOnLoss: Bool { policyType == PlateauRate.self }

  /// Takes the loss after an epoch into account: the validation loss, or the training loss where there is none.
  public func observe(_ loss: Double, _ state: inout PlateauState) {
    if let policy = policy as? PlateauRate { state = policy.state(state, after: loss) }
  }

  /// Refuses what would have no effect, or a wrong one, in a run of `epochs` with the learning rate `base`.
  /// - Throws: ``ScheduleError``.
  public func check(base: Double, epochs: Int) throws(ScheduleError) {
    if let objection = policy.objection(base: base, epochs: epochs) { throw ScheduleError(objection) }
    let warmup = arguments.number(Self.warmupEpochs)
    guard warmup <= Double(epochs) else {
      throw ScheduleError(
        ScheduleObjection(
          argument: Self.warmupEpochs, what: "the warm-up is longer than the run",
          expected: "at most the run's \(epochs) epochs", got: "\(warmup)"))
    }
  }

  /// The course of the rate in 101 points from 0 to 100 percent of a run, as DIGITS draws it before training.
  ///
  /// A schedule that depends on the loss is shown as if that kept falling.
  public func preview(base: Double, totalSteps: Int, stepsPerEpoch: Int) -> [(progress: Double, rate: Double)] {
    (0...100).map { percent in
      let step = Int((Double(percent) / 100 * Double(totalSteps)).rounded())
      return (Double(percent), rate(base: base, step: step, totalSteps: totalSteps, stepsPerEpoch: stepsPerEpoch))
    }
  }
}

extension LearningRateSchedule {
  private enum CodingKeys: String, CodingKey { case name, arguments }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      container.decode(String.self, forKey: .name),
      container.decodeIfPresent([String: ScheduleArgument.Value].self, forKey: .arguments) ?? [:])
  }
}

/// A schedule that cannot be made, or does not fit a run.
public struct ScheduleError: ReportedError {
  /// Why.
  public enum Code: Hashable, Sendable {
    case unknownName, unknownArgument, badValue, notJSON
    /// The arguments make no sense in the run.
    case doesNotFit
  }
  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) {
    self.code = code
    self.report = report
  }

  init(_ objection: ScheduleObjection) {
    self.init(
      .doesNotFit,
      Report(objection.what, place: objection.argument, expected: objection.expected, got: objection.got))
  }
}
