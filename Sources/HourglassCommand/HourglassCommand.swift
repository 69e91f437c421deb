import ArgumentParser
import Clusters
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
    version: BuildText.lines.joined(separator: "\n"),
    subcommands: [
      Train.self, Evaluate.self, Reconstruct.self, Inspect.self, Sample.self, Interpolate.self, Traverse.self,
      Embed.self, Encode.self, Decode.self, Denoise.self, ProbeCommand.self, Frechet.self, Anomaly.self, Score.self,
      ExportCommand.self, ImportCommand.self,
      Film.self, Models.self, Presets.self, Reproduce.self, Runs.self, DataCommand.self, Schema.self, Bench.self,
      Studio.self, DeviceCommand.self, Doctor.self,
    ])

  /// An argument with a flag's name as written here: the Dynamic Training Bench has `--l2_penalty` and `--train_device`.
  static func flag(_ argument: String) -> String {
    guard argument.hasPrefix("--"), let given = argument.split(separator: "=", maxSplits: 1).first else {
      return argument
    }
    let name = String(given).replacing("_", with: "-")
    return (["--train-device", "--eval-device"].contains(name) ? "--device" : name) + argument.dropFirst(given.count)
  }

  static func main() {
    // A file that grows past a limit is an error to report, not a reason to die.
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    if let argument = ArgumentText.firstNotUTF8() {
      Console.error(
        "an argument is not UTF-8, got \(argument); rename the file, such as with convmv, or give the folder above it")
      exit(withError: ExitCode.validationFailure)
    }
    let given = CommandLine.arguments.dropFirst()
    // After `--` nothing is a flag.
    let flags = given.prefix { $0 != "--" }
    let arguments = flags.map(flag) + given.dropFirst(flags.count)
    var status = ExitCode.success
    do {
      try SubcommandName.check(arguments, of: self)
      var command = try parseAsRoot(arguments)
      try checkProcesses(of: command)
      try command.run()
    } catch {
      status = report(error, arguments)
    }
    do {
      try StandardOutput.finish()
    } catch {
      Console.error("\(error)")
      if status == .success { status = .failure }
    }
    Foundation.exit(status.rawValue)
  }

  /// Rejects several processes for a command that only one can do; the first says so, and prints help.
  private static func checkProcesses(of command: any ParsableCommand) throws {
    let isShared = (command as? Train)?.isTraining ?? (command is Bench)
    guard !isShared, let launched = Clusters.launched(environment: ProcessInfo.processInfo.environment) else { return }
    let isHelp = "\(type(of: command))" == "HelpCommand"
    guard launched.rank == 0 else { throw isHelp ? ExitCode.success : ExitCode.validationFailure }
    if isHelp { return }
    throw ValidationError(
      "\(launched.size) processes were started, and only a training and `hourglass bench --mpi` work in several; "
        + "start one")
  }

  /// Reports `error`, which the command of these arguments has thrown, and returns the exit code for it.
  ///
  /// Wrong usage comes with the command's usage; everything else is a line for each problem. All errors begin alike.
  private static func report(_ error: any Error, _ arguments: [String]) -> ExitCode {
    if let code = error as? ExitCode { return code }
    let code = exitCode(for: error)
    let launched = Clusters.launched(environment: ProcessInfo.processInfo.environment)
    guard launched.map({ $0.rank == 0 }) ?? true else {
      // The first process says what is wrong in all of them, and its launcher ends the others, or they say the same.
      Thread.sleep(forTimeInterval: 2)
      if code != .success { Console.error(code == .failure ? "\(error)" : message(for: error)) }
      return code
    }
    guard code == .failure else {
      if code == .success {
        let message = fullMessage(for: error)
        if !message.isEmpty { print(message) }
      } else {
        StandardError.usage(WrongUsage(root: self, arguments: arguments).text(for: error))
      }
      return code
    }
    let lines = (error as? NetworkError)?.problems.map(\.description) ?? ["\(error)"]
    for line in lines { Console.error(line) }
    return .failure
  }
}
