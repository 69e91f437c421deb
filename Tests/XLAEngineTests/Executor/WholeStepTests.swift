import ReferenceEngine
import Tensors
import TestSupport
import Testing
import XLAEngine

/// A training step of one executable has the numbers of its parts.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct WholeStepTests {
  @Test(arguments: [GradientBounds(), GradientBounds(value: 0.5, norm: 0.4)])
  func `whole steps are the processor's`(_ bounds: GradientBounds) throws {
    let steps = try StepCase(bounds)
    let wanted = Executors.onProcessor { steps.run(on: $0) }
    try Executors.eachPlugin { executor, plugin in
      for found in [steps.run(on: executor), steps.run(on: executor, inParts: true)] {
        for (got, wanted) in zip(found.losses + found.norms, wanted.losses + wanted.norms) {
          #expect(abs(got - wanted) <= 1e-6 * max(1, abs(wanted)), "\(plugin)")
        }
        for (got, wanted) in zip(found.vectors.joined(), wanted.vectors.joined()) {
          #expect(difference(got, wanted) <= 2e-6, "\(plugin)")
        }
      }
    }
  }

  @Test func `a batch that was sent ahead gives the same bits`() throws {
    var steps = try StepCase()
    try Executors.eachPlugin { executor, _ in
      steps.knowsNext = true
      let ahead = steps.run(on: executor)
      steps.knowsNext = false
      let inTime = steps.run(on: executor)
      #expect(ahead.losses == inTime.losses && ahead.vectors == inTime.vectors)
    }
  }

  @Test func `a loss that is not finite leaves everything as it was`() throws {
    var steps = try StepCase()
    steps.spoilt = [2]
    try Executors.eachPlugin { executor, _ in
      let outcome = steps.run(on: executor)
      #expect(!outcome.losses[2].isFinite)
      #expect(outcome.vectors[2] == outcome.vectors[1])
      #expect(outcome.losses[3].isFinite && outcome.vectors[3] != outcome.vectors[2])
    }
  }

  @Test func `one executable for full batches and one for all others, whatever the learning rate`() throws {
    var steps = try StepCase()
    steps.sizes = [5, 3, 1, 5, 4, 3]
    let wanted = Executors.onProcessor { steps.run(on: $0) }
    try Executors.eachPlugin { executor, plugin in
      var compiled: [String] = []
      let counting = XLAExecutor(executor.client, flags: Executors.quickly) { event in
        if case .began(let name, _) = event { compiled.append(name) }
      }
      let found = steps.run(on: counting)
      #expect(compiled == ["a step of 5 images", "a step of at most 5 images"], "\(plugin)")
      for (got, wanted) in zip(found.vectors.joined(), wanted.vectors.joined()) {
        #expect(difference(got, wanted) <= 2e-6, "\(plugin)")
      }
    }
  }
}

/// The order in which a training step asks a device for work.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct StepOrderTests {
  @Test func `the next batch is sent between the start of a step and the end of its wait for the loss`() throws {
    let folder = try TemporaryFolder()
    let plugin = try FaultyPlugin(above: #require(TestPlugins.paths.first), in: folder)
    let executor = try XLAExecutor(Client(Plugin(path: plugin.path)), flags: Executors.quickly)
    var steps = try StepCase()
    steps.sizes = [4, 4, 4, 4]
    // Nothing is read between steps.
    steps.readsVectors = false
    _ = steps.run(on: executor)
    let calls = try plugin.calls
    let first = try #require(calls.firstIndex(of: "compile"))
    // Of each step: its numbers, the run, the loss, the next batch while the device computes, and the wait.
    let ahead = ["send", "run", "read", "send", "wait"]
    #expect(Array(calls[(first + 1)...]) == ahead + ahead + ahead + ["send", "run", "read", "wait"])
  }
}
