import ArgumentParser
import Hourglass

/// The command `hourglass schema`.
struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the JSON Schema of run files, or of model files.",
    discussion: """
      An editor that knows the schema completes and checks the files, such as with the line
      # yaml-language-server: $schema=run.schema.json
      at the top of a run file, after `hourglass schema > run.schema.json`.
      """)

  @Flag(help: "Print the schema of model files.")
  var model = false

  func run() {
    let schema = model ? NetworkDescription.jsonSchema : RunFile.jsonSchema
    print(schema.json(isIndented: true))
  }
}
