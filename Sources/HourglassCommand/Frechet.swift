import ArgumentParser
import CPUEngine
import Hourglass
import Insight

/// The command `hourglass frechet`.
struct Frechet: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how far the images that runs make are from test images.",
    discussion: """
        hourglass frechet rae ae vae
        hourglass frechet ae --features fashion-mnist

      The Fréchet distance between test images and reconstructions, images decoded \
      from the standard normal distribution (prior), from a normal distribution of \
      the codes of training images (gaussian), from a mixture of ten (mixture), and \
      from the midpoints between the codes of pairs of test images (interpolations). \
      Without test images, the validation images are taken; of a run that was trained \
      on some classes, those classes. Smaller is better.

      The features are the last hidden layer of a classifier that is trained on the \
      run's data set once, and saved in .features beside the runs. The distances \
      cannot be compared with FID, whose features are those of Inception-v3. Of \
      several runs, the mean and the deviation over seeds are reported too.
      """)

  @OptionGroup var source: RunNamesOption

  @Option(
    help: ArgumentHelp(
      "A data set with classes, by name or path, whose classifier gives the features. Its images are read as the "
        + "run's were. (default: the run's own)", valueName: "dataset"))
  var features: String?

  @Option(
    parsing: .unconditional,
    help: "The maximum number of images of each kind; never more than there are test images.")
  var count = 10_000

  @OptionGroup var random: SeedOption
  @OptionGroup var dataRoot: DataRootOption
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object a run as the last lines.")
  var json = false

  func validate() throws {
    guard count > 1 else { throw ValidationError("--count: expected 2 or more, got \(count)") }
  }

  func run() throws {
    let executor = try compute.executor()
    let progress = ImageProgress()
    var results: [FrechetResult] = []
    for name in source.names {
      let run = try source.runs.run(name, dataRoot)
      try run.trained.printState()
      let network = try FeatureNetwork(
        of: features.map { try source.runs.run(name, dataset: $0, dataRoot) } ?? run, note: Console.note,
        progress: { progress.show("training a classifier", $0, $1) }, executor: executor)
      results.append(
        try run.frechetDistances(
          by: network, count: count, seed: random.seed,
          progress: { progress.show("measuring \(run.name), \($0)", $1, $2) }, executor: executor))
    }
    let comparison = FrechetComparison(results)
    let table = Table(comparison.table.header, rows: comparison.table.rows)
    for line in comparison.explanations + table.lines { print(line) }
    for note in comparison.notes { Console.note(note) }
    guard json else { return }
    for result in results { print(try result.jsonLine()) }
  }
}
