import Hourglass

extension TrainedRun {
  /// Prints which checkpoint represents the run, if its training is not finished, and which of its files are damaged.
  func printState() throws {
    let overview = RunOverview(directory)
    overview.warnOfDamage()
    guard !overview.isFinished else { return }
    let (epoch, step) = try position()
    print("\(name) is not finished: its checkpoint of epoch \(epoch), step \(step) is used")
  }

  /// The pictures of `files` as the run's model sees images; what is changed of them is noted.
  func images(decoding files: [String], labels: [String]?) throws -> ImageSubset {
    let pictures = try files.map { try Picture(path: $0) }
    let images = try images(pictures, labels: labels)
    if let note = conversion(of: pictures).note { Console.note(note) }
    return images
  }
}

extension RunOverview {
  /// Prints a warning for each damaged file.
  func warnOfDamage() { for report in damage { Console.warning("\(report)") } }
}
