public import Training

extension Run {
  /// What records the run as its settings ask: its film, and event files for TensorBoard.
  ///
  /// - Parameter onFailure: Receives what could not be written, on any thread; training continues.
  public func recorders(onFailure: @escaping @Sendable (any Error) -> Void = { _ in }) -> [any RunObserver] {
    let training = configuration.training
    let film = FilmRecorder(count: training.filmImages, onFailure: onFailure)
    return [film] + (training.writesTensorBoard ? [TensorBoardRecorder(onFailure: onFailure)] : [])
  }
}
