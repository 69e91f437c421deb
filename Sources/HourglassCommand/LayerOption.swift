import ArgumentParser

/// The layer that codes come from.
struct LayerOption: ParsableArguments {
  @Option(
    name: .customLong("layer"),
    help: ArgumentHelp("A layer, such as encoder.0, whose output is taken instead of the code.", valueName: "layer"))
  var name: String?
}
