import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

/// Runs that the form starts.
@Suite struct NewRunSubmissionTests {
  @Test func `a run becomes a job with its run file`() async throws {
    let studio = try await NewRunFixture()
    let answer = try await studio.json(
      .post, "/runs.json", studio.form(["training": ["epochs": 2], "threads": "1", "name": "mine/first"]))
    #expect(answer["id"] == "mine~first")
    #expect(answer["name"] == "mine/first")
    #expect(answer["status"] == "queued")
    #expect(answer["url"] == "runs/mine~first")
    let job = try #require(studio.server.queue.jobs.first)
    #expect(job.task == .train(run: "mine/first"))
    #expect(job.threads == 1)
    #expect(job.prerequisite == nil)
    let file = try RunFile(path: studio.server.queue.store.folder(of: job.id).runFile)
    #expect(file.settings.training.epochs == 2)
    #expect(file.settings.data.dataset == studio.pictures)
    // Nothing of the run is there before it starts.
    #expect(!FileManager.default.fileExists(atPath: "\(studio.runs)/mine"))
  }

  @Test func `a name is given once; a made name gets a number`() async throws {
    let studio = try await NewRunFixture()
    _ = try await studio.json(.post, "/runs.json", studio.form(["name": "mine"]))
    let (status, text) = try await studio.send(.post, "/runs.json", studio.form(["name": "mine"]))
    #expect(status == 400)
    #expect(SettingValue(json: text)?["errors"].object?.keys.sorted() == ["name"])
    let first = try await studio.json(.post, "/runs.json", studio.form([:]))
    let second = try await studio.json(.post, "/runs.json", studio.form([:]))
    #expect(first["name"] == "AE/pictures_Adam_lr=0.001")
    #expect(second["name"] == "AE/pictures_Adam_lr=0.001_run=2")
  }

  @Test func `nothing is made of a form with errors`() async throws {
    let studio = try await NewRunFixture()
    let (status, text) = try await studio.send(
      .post, "/runs.json", studio.form(["training": ["epochs": 0], "model": ["name": "nothing"]]))
    #expect(status == 400)
    #expect(SettingValue(json: text)?["errors"].object?.keys.sorted() == ["model.name", "training.epochs"])
    let unlabelled = try await studio.send(
      .post, "/runs.json",
      studio.form(["model": ["name": "ConditionalVAE"], "data": ["dataset": .text(studio.unlabelled)]]))
    #expect(unlabelled.status == 400)
    #expect(studio.server.queue.jobs.isEmpty)
  }

  @Test func `a sweep is a job for each combination, in one group`() async throws {
    let studio = try await NewRunFixture()
    let answer = try await studio.json(
      .post, "/runs.json",
      studio.form(["optimizer": ["learning_rate": "[0.1, 0.01]"], "training": ["seed": [0, 1], "epochs": 1]]))
    #expect(answer["runs"].list?.count == 4)
    #expect(answer["group"] == "AE learning_rate seed")
    let jobs = studio.server.queue.jobs
    #expect(jobs.map(\.group) == Array(repeating: "AE learning_rate seed", count: 4))
    #expect(Set(jobs.compactMap(\.task.run)).count == 4)
    let rates = try jobs.map { job in
      let file = try RunFile(path: studio.server.queue.store.folder(of: job.id).runFile)
      return try "\(file.settings.resolved().optimizer.learningRate) \(file.settings.resolved().training.seed)"
    }
    #expect(rates == ["0.1 0", "0.1 1", "0.01 0", "0.01 1"])
    for job in jobs {
      let notes = try RunNotes(of: RunDirectory(path: "\(studio.runs)/\(job.task.run ?? "")"))
      #expect(notes.group == "AE learning_rate seed")
    }
  }

  @Test func `a run on a data set that is being made waits for its job`() async throws {
    let studio = try await NewRunFixture()
    let set = try await studio.server.catalogue.dataSets.prepare(title: "Later", source: studio.pictures)
    let making = try await studio.server.queue.add(
      .dataImport(arguments: [studio.pictures], output: set.importFolder, title: "Later"))
    _ = try await studio.server.catalogue.dataSets.setJob(making.id.rawValue, of: set.id)
    let form = studio.form(["data": ["dataset": .text(set.id)]])
    let check = try await studio.json(.post, "/runs/check", form)
    #expect(check["errors"] == .object([:]))
    #expect(check["waits_for"] == "Later")
    _ = try await studio.json(.post, "/runs.json", form)
    let job = try #require(studio.server.queue.jobs.last)
    #expect(job.prerequisite == making.id)
    let file = try RunFile(path: studio.server.queue.store.folder(of: job.id).runFile)
    #expect(file.settings.data.dataset == set.reference)
  }

  @Test func `a clone on a known data set chooses the one that the Studio has of it`() async throws {
    let studio = try await NewRunFixture()
    let set = try await studio.server.catalogue.dataSets.prepare(
      title: "Clothes", source: "fashion-mnist", isDownload: true)
    #expect(set.reference == "fashion-mnist")
    _ = try await studio.server.queue.add(
      .train(run: "mine", runFile: "model: {name: AE}\ndata: {dataset: fashion-mnist}\n"))
    let (_, page) = try await studio.send(.get, "/runs/new?from=mine")
    let options = page.matches(of: /<option value="fashion-mnist"( selected)?>([^<]*)</)
    // It is ready as soon as somebody has looked at it, where the images are on this machine.
    #expect(options.count == 1 && options[0].output.2.hasPrefix("Clothes"))
    #expect(options.allSatisfy { $0.output.1 != nil })
  }

  @Test func `a clone has the values of the run that differ from the defaults`() async throws {
    let studio = try await NewRunFixture()
    let sections: [String: SettingValue] = [
      "name": "mine", "model": ["name": "SparseAE", "code_size": 16], "training": ["epochs": 3, "batch_size": 128],
      "optimizer": ["name": "SGD", "learning_rate": 0.5], "schedule": ["name": "step", "step": 20],
      "corruption": "masking=0.25", "penalties": "l1=1e-5:encoder", "loss": ["mse": 1],
      "data": ["augmentation": ["flip": "lr"], "scaling": "0..1"],
    ]
    _ = try await studio.json(.post, "/runs.json", studio.form(sections))
    let document = try await studio.json(.get, "/runs/new.json?from=mine")
    #expect(document["from"] == "run mine")
    let values = try #require(document["values"].object)
    #expect(
      values == [
        "model.name": "SparseAE", "model.code_size": "16", "training.epochs": "3", "optimizer.name": "SGD",
        "optimizer.learning_rate": "0.5", "schedule.name": "step", "schedule.step": "20", "corruption": "masking=0.25",
        "penalties": "l1=1e-05:encoder", "loss.mse": "1", "data.augmentation.flip": "lr", "data.scaling": "0..1",
        "data.dataset": .text(studio.pictures),
      ])
    let (_, page) = try await studio.send(.get, "/runs/new?from=mine")
    #expect(page.contains("data-original=\"SparseAE\""))
    #expect(page.contains("name=\"training.epochs\" value=\"3\""))
    #expect(try await studio.send(.get, "/runs/new.json?from=none").status == 404)
    #expect(try await studio.send(.get, "/runs/new.json?from=..%2Fx").status == 404)
  }

  @Test func `a preset fills the form`() async throws {
    let studio = try await NewRunFixture()
    for preset in PresetCatalogue.all {
      let document = try await studio.json(.get, "/runs/new.json?preset=\(preset.name)")
      let model = document["values"]["model.name"].text ?? document["values"]["network.text"].text
      #expect(model != nil, "\(preset.name)")
    }
    #expect(try await studio.send(.get, "/runs/new.json?preset=none").status == 404)
  }

  @Test func `the page has a field for every setting of the command line`() async throws {
    let studio = try await NewRunFixture()
    let (status, page) = try await studio.send(.get, "/runs/new")
    #expect(status == 200)
    let plain = [
      ("training", TrainingSettings.settingNames), ("data", DataSettings.settingNames.filter { $0 != "augmentation" }),
      ("data", ImageReading.settingNames), ("data.augmentation", Augmentations.settingNames),
      ("start", StartSettings.settingNames), ("loss", ReconstructionLoss.Weights.settingNames),
    ]
    for (section, names) in plain {
      for name in names { #expect(page.contains("name=\"\(section).\(name)\""), "\(section).\(name)") }
    }
    for (section, kinds) in [
      ("optimizer", OptimizerConfiguration.kinds.descriptions), ("schedule", LearningRateSchedule.kinds.descriptions),
      ("model", ModelCatalogue.allKinds.descriptions.filter { $0.name != DeclaredModel.name }),
    ] {
      for setting in kinds.flatMap(\.settings) {
        #expect(page.contains("name=\"\(section).\(setting.name)\""), "\(section).\(setting.name)")
      }
    }
    for kind in Corruption.kindDescriptions + ParameterPenalty.kindDescriptions {
      let start = try #require(page.range(of: "<template data-kind=\"\(kind.name)\""))
      let template = page[start.lowerBound...].components(separatedBy: "</template>")[0]
      for setting in kind.settings { #expect(template.contains("data-setting=\"\(setting.name)\""), "\(setting.name)") }
    }
    for name in ["name", "corruption", "penalties", "group", "threads"] { #expect(page.contains("name=\"\(name)\"")) }
  }
}
