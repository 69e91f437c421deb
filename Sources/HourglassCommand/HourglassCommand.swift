import ArgumentParser
import Foundation
import Hourglass

/// The program `hourglass`.
@main
struct HourglassCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hourglass",
    abstract: "Train, inspect and compare image autoencoders.",
    discussion: """
      A first run:
        hourglass train --model SingleLayerCAE --dataset fashion-mnist --epochs 5
        hourglass reconstruct SingleLayerCAE/Fashion-MNIST_Adam_lr=0.001 \\
          --output grid.png
      """,
    version: Run.version,
    subcommands: [
      Train.self, Evaluate.self, Reconstruct.self, Models.self, Presets.self, Reproduce.self, Runs.self,
      DataCommand.self,
      Schema.self, Bench.self, Doctor.self,
    ])

  static func main() {
    // A file that grows past a limit is an error to report, not a reason to die.
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      // Wrong usage, help and a chosen exit code are the parser's; everything else is a line for each problem.
      guard exitCode(for: error) == .failure, !(error is ExitCode) else { exit(withError: error) }
      let lines = (error as? NetworkError)?.problems.map(\.description) ?? ["\(error)"]
      for line in lines { Console.error(line) }
      exit(withError: ExitCode.failure)
    }
  }
}
