import ArgumentParser

/// The seed of a command's draws.
struct SeedOption: ParsableArguments {
  @Option(help: "The seed of random draws. (default: 0)", transform: FlagValues.seed)
  var seed: UInt64 = 0
}
