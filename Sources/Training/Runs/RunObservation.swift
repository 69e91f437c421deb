import Autoencoders
import Tensors

/// The observers of a run's training, and the time that they take.
struct RunObservation {
  private let observers: [any RunObserver]
  private let run: Run
  private let executor: any TensorExecutor
  private let stopwatch: (any TrainingStopwatch)?

  init(
    _ observers: [any RunObserver], of run: Run, executor: any TensorExecutor, stopwatch: (any TrainingStopwatch)?
  ) {
    (self.observers, self.run, self.executor, self.stopwatch) = (observers, run, executor, stopwatch)
  }

  func begin(_ state: TrainingState) throws {
    for observer in observers { try observer.begin(run, observed(state)) }
  }

  func observe(_ event: TrainingEvent, _ state: TrainingState) throws {
    for observer in observers {
      let begin = ContinuousClock.now
      try observer.observe(event, observed(state))
      stopwatch?.note(.observing(observer.name), ContinuousClock.now - begin)
    }
  }

  /// Waits until everything observed is written.
  var flush: @Sendable () -> Void {
    { [observers] in for observer in observers { observer.flush() } }
  }

  func end(_ ending: RunEnding) {
    for observer in observers { observer.end(ending) }
  }

  private func observed(_ state: TrainingState) -> ObservedState {
    ObservedState(
      step: state.step, stage: run.model.stages.indices.contains(state.stage) ? run.model.stages[state.stage] : nil,
      parameters: state.evaluatedParameters, executor: executor)
  }
}
