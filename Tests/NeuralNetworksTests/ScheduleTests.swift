import Diagnostics
import Foundation
import NeuralNetworks
import Settings
import Testing

/// Learning-rate schedules.
@Suite struct ScheduleTests {
  private static let goldens = Goldens.schedules

  @Test func `the rate of every step is the reference's`() throws {
    let goldens = Self.goldens
    #expect(Set(goldens.schedules.map(\.name) + ["plateau"]) == Set(LearningRateSchedule.kinds.all.map { $0.name }))
    for golden in goldens.schedules {
      let schedule = try LearningRateSchedule(golden.name, golden.arguments)
      for (step, wanted) in golden.rates.enumerated() {
        let rate = schedule.rate(
          base: goldens.base, step: step, totalSteps: goldens.totalSteps, stepsPerEpoch: goldens.stepsPerEpoch)
        #expect(abs(rate - wanted) <= 1e-10 * goldens.base, "\(schedule.summary), step \(step): \(rate), not \(wanted)")
      }
    }
  }

  @Test func `the rate falls on the plateaus of the reference`() throws {
    let goldens = Self.goldens
    for golden in goldens.plateau {
      let schedule = try LearningRateSchedule("plateau", golden.arguments)
      #expect(schedule.dependsOnLoss)
      var state = PlateauState()
      for (epoch, loss) in golden.losses.enumerated() {
        schedule.observe(loss, &state)
        // As a run that is resumed after every epoch.
        state = try JSONDecoder().decode(PlateauState.self, from: JSONEncoder().encode(state))
        let rate = schedule.rate(base: goldens.base, step: 0, totalSteps: 1, stepsPerEpoch: 1, plateau: state)
        #expect(abs(rate - golden.rates[epoch]) <= 1e-12, "\(schedule.summary), epoch \(epoch)")
      }
      #expect(state.reductions > 0)
    }
  }

  @Test func `a loss that is not a number is no fall, and one below zero is`() throws {
    let schedule = try LearningRateSchedule("plateau", ["patience": 1])
    var state = PlateauState()
    for loss in [Double.nan, .nan] { schedule.observe(loss, &state) }
    #expect(state.best == nil && state.reductions == 1)
    for loss in [-1, -2, -3, -4] as [Double] { schedule.observe(loss, &state) }
    #expect(state.best == -4 && state.reductions == 1 && state.epochsWithoutFall == 0)
  }

  @Test func `DIGITS' rate drops where its log says`() throws {
    // 704 steps an epoch, 30 epochs, every 33 percent: down at steps 6970, 13939 and 20909, each rounded for itself.
    let schedule = try LearningRateSchedule("step")
    func rate(_ step: Int) -> Double { schedule.rate(base: 0.01, step: step, totalSteps: 21120, stepsPerEpoch: 704) }
    #expect(rate(0) == 0.01 && rate(6969) == 0.01)
    for (step, wanted) in [(6970, 1e-3), (13938, 1e-3), (13939, 1e-4), (20908, 1e-4), (20909, 1e-5), (21119, 1e-5)] {
      #expect(abs(rate(step) / wanted - 1) < 1e-12, "\(step)")
    }
  }

  @Test func `the sigmoid falls`() throws {
    let rates = try LearningRateSchedule("sigmoid").preview(base: 1, totalSteps: 1000, stepsPerEpoch: 10).map(\.rate)
    #expect(zip(rates, rates.dropFirst()).allSatisfy(>))
    #expect(abs(rates[50] - 0.5) < 1e-12 && rates[0] > 0.99 && rates[100] < 0.01)
  }

  @Test func `a warm-up rises in equal steps to the rate of the schedule`() throws {
    let plain = try LearningRateSchedule("exp")
    let warm = try LearningRateSchedule("exp", ["warmup_epochs": 1.5])
    for step in 0..<40 {
      func rate(_ schedule: LearningRateSchedule) -> Double {
        schedule.rate(base: 0.1, step: step, totalSteps: 40, stepsPerEpoch: 4)
      }
      let factor = step < 6 ? Double(step + 1) / 6 : 1
      #expect(abs(rate(warm) - factor * rate(plain)) < 1e-15)
    }
  }

  @Test(arguments: LearningRateSchedule.kinds.all.map { $0.name })
  func `every rate of any run is finite and not negative`(_ name: String) throws {
    let schedule = try LearningRateSchedule(name, ["warmup_epochs": 1])
    for (total, epoch) in [(1, 1), (2, 1), (3, 3), (4, 1), (7, 2), (1000, 10)] {
      // One more than the run has: a preview's last point.
      for step in 0...total {
        let rate = schedule.rate(base: 0.1, step: step, totalSteps: total, stepsPerEpoch: epoch)
        #expect(rate.isFinite && rate >= 0 && rate <= 0.1 * (1 + 1e-12), "step \(step) of \(total): \(rate)")
        if step == 0, total == 1 { #expect(rate > 0) }
      }
    }
  }

  @Test func `a preview has 101 points, the ends among them`() throws {
    let points = try LearningRateSchedule("poly").preview(base: 2, totalSteps: 21120, stepsPerEpoch: 704)
    #expect(points.map(\.progress) == (0...100).map { Double($0) })
    #expect(points[0].rate == 2 && points[100].rate == 0)
    #expect(abs(points[50].rate - 0.25) < 1e-12)
  }

  @Test(
    arguments: [
      ("multistep", "values", [50, 40]), ("multistep", "values", [50, 101]), ("multistep", "values", []),
      ("multistep", "values", [0, 10]), ("multistep", "values", [50, 50]), ("step", "step", 100), ("step", "step", 0),
      ("step", "gamma", [0.1, 0.2]), ("exp", "gamma", 1.5), ("staircase", "decay_epochs", 0), ("poly", "power", -1),
      ("plateau", "patience", 1.5), ("cosine", "warmup_epochs", -1), ("onecycle", "peak", 100),
      ("inv", "gamma", [.number(.nan)]),
    ] as [(String, String, SettingValue)])
  func `values out of range are refused`(_ name: String, _ argument: String, _ value: SettingValue) throws {
    let error = try #require(
      #expect(throws: SettingError.self) { try LearningRateSchedule(name, [argument: value]) })
    #expect(error.code == .badValue && error.report.place == argument)
  }

  @Test func `unknown names and arguments are refused with those that exist`() throws {
    let name = try #require(#expect(throws: SettingError.self) { try LearningRateSchedule("cosin") })
    #expect(name.code == .unknownName && name.description.contains("did you mean cosine?"))
    let argument = try #require(
      #expect(throws: SettingError.self) { try LearningRateSchedule("cosine", ["warmup": 1]) })
    #expect(argument.code == .unknownField && argument.description.contains("did you mean warmup_epochs?"))
    let json = try #require(#expect(throws: SettingError.self) { try SettingValue.object(json: "[1]") })
    #expect(json.code == .notJSON)
  }

  @Test(
    arguments: [
      ("staircase", ["decay_epochs": 25], 25, "decay_epochs"), ("fixed", ["warmup_epochs": 11], 10, "warmup_epochs"),
      ("cosine", ["minimum_rate": 0.1], 10, "minimum_rate"), ("plateau", ["minimum_rate": 1], 10, "minimum_rate"),
    ] as [(String, [String: SettingValue], Int, String)])
  func `what does not fit the run is refused`(
    _ name: String, _ arguments: [String: SettingValue], _ epochs: Int, _ place: String
  ) throws {
    let schedule = try LearningRateSchedule(name, arguments)
    let error = try #require(#expect(throws: SettingError.self) { try schedule.check(base: 0.1, epochs: epochs) })
    #expect(error.code == .doesNotFit && error.report.place == place)
    #expect(error.report.expected != nil && error.report.got != nil)
  }

  @Test func `what fits is not refused`() throws {
    for policy in LearningRateSchedule.kinds.all {
      try LearningRateSchedule(policy.name, ["warmup_epochs": 30]).check(base: 0.01, epochs: 30)
    }
  }

  @Test func `each survives being written and read`() throws {
    for policy in LearningRateSchedule.kinds.all {
      let schedule = try LearningRateSchedule(policy.name, ["warmup_epochs": 0.1])
      let data = try JSONEncoder().encode(schedule)
      #expect(try JSONDecoder().decode(LearningRateSchedule.self, from: data) == schedule)
    }
    let arguments = try SettingValue.object(json: #"{"values": [50, 85], "gamma": 0.5}"#)
    #expect(try LearningRateSchedule("multistep", arguments) == LearningRateSchedule("MultiStep"))
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(
        LearningRateSchedule.self, from: Data(#"{"name": "step", "arguments": {"gamma": 2}}"#.utf8))
    }
  }

  @Test func `numbers and lists are read from text`() throws {
    func value(_ name: String, _ text: String) throws -> SettingValue {
      try LearningRateSchedule.kinds.value(of: name, .text(text), .plain)
    }
    #expect(try value("values", "50,85") == [50.0, 85.0])
    #expect(try value("gamma", " 0.5 ") == 0.5)
    for text in ["", "a", "1,", "1;2"] { #expect(throws: SettingError.self) { try value("values", text) } }
    #expect(throws: SettingError.self) { try value("gama", "0.5") }
    // A number where a list is wanted, and the other way round, mean the same schedule.
    #expect(
      try LearningRateSchedule("multistep", ["values": 50]) == LearningRateSchedule("multistep", ["values": [50]]))
    #expect(try LearningRateSchedule("exp", ["gamma": [0.5]]) == LearningRateSchedule("exp", ["gamma": 0.5]))
    #expect(
      try LearningRateSchedule("multistep").summary == "multistep, values 50.0,85.0, gamma 0.5, warmup_epochs 0.0")
  }
}
