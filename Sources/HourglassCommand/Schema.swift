import ArgumentParser
import Hourglass

/// The command `hourglass schema`.
struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the JSON Schema of run files, or of model files.",
    discussion: """
      An editor completes and checks run files by the schema:
        hourglass schema > run.schema.json
      and, as the first line of a run file:
        # yaml-language-server: $schema=run.schema.json
      """)

  @Flag(help: "Print the schema of model files instead.")
  var model = false

  func run() {
    let schema = model ? NetworkDescription.jsonSchema : RunFile.jsonSchema
    print(schema.json(isIndented: true))
  }
}
