import Hourglass

extension TrainedRun {
  /// Prints which checkpoint represents the run, if its training is not finished.
  func printState() throws {
    guard !RunOverview(directory).isFinished else { return }
    let (epoch, step) = try position()
    print("\(name) is not finished: its checkpoint of epoch \(epoch), step \(step) is used")
  }
}
