public import NeuralNetworks
public import Tensors

/// Receives where the time of a training goes; `TrainingProfile` is one.
public protocol TrainingStopwatch: AnyObject {
  /// Adds `duration` to what `phase` took.
  func note(_ phase: TrainingPhase, _ duration: Duration)
  /// Counts a step over `images` images.
  func noteStep(images: Int)
  /// Counts an update of `parameters` parameters by `optimizer`.
  func noteUpdate(_ optimizer: any Optimizer, parameters: Int)
  /// Adds a program that steps run, called `title` where there are several.
  func add(_ program: any PreparedProgram, title: String?)
}

/// A part of a training that takes time besides the programs.
public enum TrainingPhase: Hashable, Sendable {
  /// Changing the parameters along the gradient.
  case optimizer
  /// Waiting for images.
  case waiting
  /// Measuring the validation images.
  case validation
  /// Reporting events: printing, logging, saving checkpoints, and ``observing(_:)``.
  case reporting
  /// Calling the observer of this name.
  case observing(String)
  /// The whole training.
  case all
}
