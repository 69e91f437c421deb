import Foundation
import Hourglass
import TestSupport
import Testing

/// Run files: read, written, and refused with file and line.
@Suite struct RunFileTests {
  @Test(arguments: SmallRuns.models.indices)
  func `a run started from a run's own file repeats it`(_ model: Int) throws {
    let small = try SmallRuns()
    var settings = small.settings(model)
    settings.optimizer = "momentum"
    settings.optimizerArguments = ["learning_rate": 0.003, "dampening": 0.1]
    settings.data.scaling = model == 2 ? .per256 : .centred
    settings.data.validation = try ValidationSplit("first 9")
    settings.training.l2Penalty = 1e-9
    settings.training.seed = .max
    let first = try small.trained(settings, in: "first")
    let repeated = try small.trained(RunFile(path: first.directory.runFile).settings, in: "second")
    #expect(repeated.name == first.name)
    #expect(try repeated.checkpointBytes() == first.checkpointBytes())
    #expect(try bytes(of: repeated.directory.runFile) == bytes(of: first.directory.runFile))
  }

  @Test func `every setting survives being written and read`() throws {
    var configuration = try RunConfiguration(
      model: ModelCatalogue.configuration("SingleLayerCAE", ["decoder_activation": .text("linear")]), dataset: "a: b")
    configuration.name = "123"
    configuration.data.root = "/some where/#1"
    configuration.data.validation = .percentage(12.5)
    configuration.training.scaling = .per256
    configuration.optimizer = try OptimizerConfiguration("adagrad", ["learning_rate": 1e-30])
    configuration.training.batchSize = 7
    configuration.training.epochs = 8
    configuration.training.l2Penalty = 0.1
    configuration.training.seed = 1 << 63
    let text = try RunFile.yaml(configuration, record: [("hourglass", "1")])
    let file = try RunFile(yaml: text, path: "run.yaml")
    let read = try file.settings.resolved()
    #expect(read.name == "123")
    #expect((read.dataset, read.data.root) == ("a: b", "/some where/#1"))
    #expect((read.data.validation, read.training.scaling) == (.percentage(12.5), .per256))
    #expect(read.optimizer == configuration.optimizer)
    #expect(
      (read.training.batchSize, read.training.epochs, read.training.l2Penalty, read.training.seed) == (
        7, 8, 0.1, 1 << 63
      ))
    #expect(read.model.settingTexts.map(\.text) == configuration.model.settingTexts.map(\.text))
    #expect(file.record == ["hourglass": "1"])
    #expect(text.contains("seed: 9223372036854775808"))
  }

  @Test func `what is given later overrides the file, and fields stay with the model they were given for`() throws {
    let file = try RunFile(
      yaml: """
        model: {name: SingleLayerCAE, filters: 8}
        data: {dataset: mnist, validation: 20%}
        optimizer: {name: momentum, momentum: 0.5}
        training: {batch_size: 64, epochs: 3, seed: 5}
        """, path: "run.yaml")
    var flags = RunSettings()
    flags.training.epochs = 9
    flags.optimizerArguments = ["learning_rate": 0.5]
    let both = try file.settings.overridden(by: flags).resolved()
    #expect((both.training.epochs, both.training.batchSize, both.training.seed) == (9, 64, 5))
    #expect(both.optimizer.arguments == ["learning_rate": 0.5, "momentum": 0.5, "dampening": 0.0, "weight_decay": 0.0])
    #expect(both.model.value(of: "filters") == 8)
    flags = RunSettings()
    flags.model = "AE"
    flags.optimizer = "sgd"
    let other = try file.settings.overridden(by: flags).resolved()
    #expect(other.modelName == "AE")
    #expect(other.optimizer.arguments == ["learning_rate": 0.01, "weight_decay": 0.0])
    #expect(other.training.scaling == .unit)
  }

  @Test(arguments: [
    ("model:\n  name: SingleLayerCAE\n filters: 3\n", "f.yaml:3: not YAML"),
    ("model:\n  name: \"AE\n", "not YAML"),
    ("model: {name: AE}\ntrainng:\n  epochs: 3\n", "f.yaml:2: no such field (got trainng); did you mean training?"),
    ("training:\n  batch_size: 4\n  epoch: 3\n", "f.yaml:3, training: no such field (got epoch); did you mean epochs?"),
    ("training:\n  epochs: many\n", "f.yaml:2, epochs: the value does not fit (expected an integer"),
    (
      "model:\n  name: AE\n  code_size: \"4\"\n",
      "f.yaml:3, code_size: the value is text in quotes (expected an integer"
    ),
    ("model: {name: WTA-AE, lifetime_sparsity: '0.1'}\n", #"got "0.1"); leave out the quotes"#),
    ("training: {epochs: '3'}\n", #"f.yaml:1, epochs: the value is text in quotes"#),
    ("optimizer: {learning_rate: '1e-3'}\n", #"got "1e-3"); leave out the quotes"#),
    ("schedule: {name: step, step: '33'}\n", #"got "33"); leave out the quotes"#),
    ("loss: {bce: '1'}\n", #"got "1"); leave out the quotes"#),
    ("corruption: [{gaussian: '0.5'}]\n", #"f.yaml:1, gaussian: the value is text in quotes"#),
    ("penalties: {l2: '1e-4'}\n", #"got "1e-4"); leave out the quotes"#),
    ("data: {invert: 'true'}\n", #"got "true"); leave out the quotes"#),
    (
      "history: [{epoch: '3'}]\n",
      #"f.yaml:1, epoch: the value is text in quotes (expected an integer, got "3"); leave out the quotes"#
    ),
    ("training:\n  seed: -1\n", "f.yaml:2, seed:"), ("training:\n  batch_size: 0\n", "f.yaml:2, batch_size:"),
    ("training:\n  l2_penalty: -1\n", "f.yaml:2, l2_penalty:"),
    ("model:\n  name: AF\n", "f.yaml:2, model: no such model (got AF); did you mean AE?"),
    ("model:\n  name: AE\n  code: 3\n", "f.yaml:3, model: no such field (got code); did you mean code_size?"),
    ("model:\n  name: [AE]\n", "f.yaml:2, name: a field has a value that does not fit (expected a text"),
    ("optimizer:\n  name: adma\n", "f.yaml:2, optimizer: no such optimiser (got adma); did you mean Adam?"),
    ("optimizer:\n  name: sgd\n  momentum: 1\n", "f.yaml:3, optimizer: no such field (got momentum)"),
    ("optimizer:\n  learning_rate: fast\n", "f.yaml:2, learning_rate:"),
    ("data:\n  scaling: 0..2\n", "f.yaml:2, scaling: the value does not fit"),
    ("data:\n  validation: some\n", "f.yaml:2, validation: not a validation split"),
    ("data: mnist\n", "f.yaml:1, data:"), ("", "f.yaml: the run file has no fields"),
    ("hello\n", "f.yaml: the run file has no fields"),
  ])
  func `a mistake is told with file, line and field`(_ yaml: String, _ words: String) throws {
    let error = #expect(throws: RunFileError.self) { try RunFile(yaml: yaml, path: "f.yaml") }
    let text = "\(try #require(error))"
    #expect(text.contains(words), "\(text)")
    #expect(text.hasPrefix("f.yaml"))
    #expect(!text.contains("\n"))
  }

  @Test func `texts may stand in quotes, and a number of a model without a name stays one without quotes`() throws {
    let yaml = """
      name: "2024"
      data: {dataset: '7', validation: "10%", scaling: '-1..1', classes: '3', augmentation: "flip=lr"}
      corruption: "gaussian=0.5,clip=true"
      schedule: {name: 'multistep', values: "50,85"}
      """
    let settings = try RunFile(yaml: yaml, path: "f.yaml").settings
    #expect(settings.name == "2024" && settings.data.dataset == "7")
    #expect(settings.corruption == (try Corruption("gaussian=0.5,clip=true")))
    #expect(settings.scheduleArguments["values"] == [50.0, 85.0])
    for (text, fits) in [("4", true), ("'4'", false)] {
      var settings = try RunFile(yaml: "model: {code_size: \(text)}", path: "f.yaml").settings
      settings.model = "AE"
      settings.data.dataset = "mnist"
      let configuration = try? settings.resolved()
      #expect((configuration != nil) == fits)
    }
  }
}
