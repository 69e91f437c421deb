import Foundation
import HTTPTypes
import Hourglass
import Testing

@testable import Studio

/// What the server says of the form of a new run while it is filled.
@Suite struct NewRunCheckTests {
  @Test func `every model of the catalogue can be started with its defaults`() async throws {
    let studio = try await NewRunFixture()
    for kind in ModelCatalogue.kinds {
      let shape = kind.defaultImage
      let check = try await studio.check([
        "model": ["name": .text(kind.name)],
        "data": [
          "resize": .text("\(shape.width)x\(shape.height)"), "colour": .text(shape.channels == 3 ? "rgb" : "grey"),
        ],
      ])
      #expect(check["errors"] == .object([:]), "\(kind.name)")
      #expect(check["model"]?["code"].integer() ?? 0 > 0, "\(kind.name)")
      #expect(check["model"]?["layers"].list?.isEmpty == false, "\(kind.name)")
      #expect(check["runs"] == 1, "\(kind.name)")
    }
  }

  @Test func `a form says what it means`() async throws {
    let studio = try await NewRunFixture()
    let check = try await studio.check(["training": ["epochs": 3, "batch_size": "8"], "model": ["name": "ae"]])
    #expect(check["errors"] == .object([:]))
    let counts = ["training", "validation"].map { check["images"]?[$0].integer() ?? 0 }
    #expect(counts[0] + counts[1] == 24 && counts[0] > 16)
    #expect(check["images"]?["labels"] == true)
    #expect(check["steps_per_epoch"] == 3)
    #expect(check["model"]?["code"] == 128)
    #expect(check["model"]?["encoder_layers"] == 2)
    #expect(check["model"]?["parameters"] == 201_616)
    #expect(check["names"] == ["AE/pictures_Adam_lr=0.001"])
  }

  @Test func `values that are listed without brackets are told how a list is written`() async throws {
    let studio = try await NewRunFixture()
    let check = try await studio.check(["optimizer": ["learning_rate": "0.1, 0.01"]])
    let errors = check["errors"]?["optimizer.learning_rate"].list?.compactMap(\.text)
    #expect(errors == ["expected a number above 0, got 0.1, 0.01; for a run with each value, write [0.1, 0.01]"])
    #expect(try await studio.check(["optimizer": ["learning_rate": "[0.1, 0.01]"]])["runs"] == 2)
  }

  @Test func `errors are at their fields`() async throws {
    let studio = try await NewRunFixture()
    func errors(_ sections: [String: SettingValue]) async throws -> [String] {
      try await studio.check(sections)["errors"]?.object?.keys.sorted() ?? []
    }
    #expect(
      try await errors(["training": ["epochs": 0, "batch_size": "many"]]) == ["training.batch_size", "training.epochs"])
    #expect(try await errors(["model": ["name": "AEE"]]) == ["model.name"])
    #expect(try await errors(["model": ["name": "AE", "filters": 3]]) == ["model.filters"])
    #expect(try await errors(["model": ["name": ""]]) == ["model.name"])
    #expect(try await errors(["optimizer": ["name": "adm"]]) == ["optimizer.name"])
    #expect(try await errors(["optimizer": ["learning_rate": "-1"]]) == ["optimizer.learning_rate"])
    #expect(try await errors(["schedule": ["name": "step", "gamma": 7]]) == ["schedule.gamma"])
    #expect(try await errors(["schedule": ["name": "cosine", "warmup_epochs": 50]]) == ["schedule.warmup_epochs"])
    #expect(try await errors(["data": ["scaling": "-1..1"]]) == ["data.scaling"])
    #expect(try await errors(["data": ["augmentation": ["flip": "sideways"]]]) == ["data.augmentation.flip"])
    #expect(try await errors(["data": ["augmentation": ["crop": "64x64"]]]) == ["data.augmentation.crop"])
    #expect(try await errors(["corruption": "gaussian=-1"]) == ["corruption"])
    #expect(try await errors(["penalties": "l3=1"]) == ["penalties"])
    #expect(try await errors(["loss": ["mse": 0]]) == ["loss.mse"])
    #expect(try await errors(["start": ["from": "no/run"]]) == ["start.from"])
    #expect(try await errors(["start": ["train_only": "nothing"]]) == ["start.train_only"])
    #expect(try await errors(["threads": "0"]) == ["threads"])
    #expect(try await errors(["data": ["dataset": ""]]) == ["data.dataset"])
    #expect(try await errors(["data": ["dataset": .text("\(studio.path)/none")]]) == ["data.dataset"])
  }

  @Test func `advice names fields, not flags`() async throws {
    let studio = try await NewRunFixture()
    let errors = try await studio.check(["data": ["scaling": "-1..1"]])["errors"]
    #expect(errors?["data.scaling"].list?.first?.text?.contains("use “Scaling” 0..1, or “Loss” mse") == true)
    let warnings = try await studio.check(["data": ["scaling": "-1..1"], "loss": ["mse": 1]])["warnings"]
    #expect(warnings?.list?.count == 1)
    #expect(warnings?.list?.first?.text?.contains("--") == false)
  }

  @Test func `files outside of the configured folders are refused`() async throws {
    let studio = try await NewRunFixture()
    for data: [String: SettingValue] in [
      ["dataset": "/etc"], ["dataset": .text("\(studio.pictures)/../../../etc")], ["dataset": "etc"],
      ["mean": "/etc/passwd", "normalization": "mean-image"], ["class_names": "/etc/passwd"],
    ] {
      let errors = try await studio.check(["data": .object(data)])["errors"]?.object ?? [:]
      #expect(errors.count == 1, "\(data)")
    }
    let start = try await studio.check(["start": ["from": "/etc/passwd.safetensors"]])
    #expect(start["errors"]?["start.from"].list?.count == 1)
  }

  @Test func `a model that needs labels is refused for images without`() async throws {
    let studio = try await NewRunFixture()
    let plain: SettingValue = ["dataset": .text(studio.unlabelled)]
    let check = try await studio.check(["model": ["name": "ConditionalVAE"], "data": plain])
    #expect(check["errors"]?.object?.keys.sorted() == ["model.name"])
    #expect(try await studio.check(["data": plain])["errors"] == .object([:]))
  }

  @Test func `what is not given is left out of the run file, and what is given stays as it was typed`() async throws {
    let studio = try await NewRunFixture()
    let check = try await studio.check([
      "training": ["epochs": "3", "seed": ""], "optimizer": ["learning_rate": "1e-3", "name": ""],
      "data": ["augmentation": ["flip": "lr", "rotation": "10"], "classes": "a"],
      "corruption": "gaussian=0.5,clip=true",
      "penalties": "l2=1e-4:encoder", "loss": ["bce": "1", "mse": 0.5],
    ])
    #expect(check["errors"] == .object([:]))
    #expect(
      check["run_file"]?.text
        == """
        model:
          name: AE
        data:
          dataset: \(studio.pictures)
          augmentation: flip=lr + rotation=10
          classes: a
        corruption: "gaussian=0.5,clip=true"
        penalties: [{"l2":0.0001,"parameters":["encoder"]}]
        loss:
          mse: 0.5
          bce: 1
        optimizer:
          learning_rate: 1e-3
        training:
          epochs: 3

        """)
  }

  @Test func `lists make a run for each combination, up to a bound`() async throws {
    let studio = try await NewRunFixture()
    let check = try await studio.check([
      "optimizer": ["learning_rate": "[0.1, 0.01]"], "model": ["name": "AE", "code_size": [4, 8, 16]],
    ])
    #expect(check["errors"] == .object([:]))
    #expect(check["runs"] == 6)
    #expect(check["names"]?.list?.count == 6)
    #expect(check["run_file"]?.text?.contains("  learning_rate: [0.1, 0.01]\n") == true)
    let many = SettingValue.list((0..<201).map { .integer(Int128($0)) })
    #expect(try await studio.check(["training": ["seed": many]])["errors"]?["form"].list?.count == 1)
    #expect(try await studio.check(["training": ["seed": "[1, x]"]])["errors"]?["training.seed"].list?.count == 1)
    // Lists of values are one value.
    let stairs = try await studio.check(["schedule": ["name": "multistep", "values": "[50, 85]"]])
    #expect(stairs["errors"] == .object([:]))
    #expect(stairs["runs"] == 1)
  }

  @Test func `a whole run file is checked as well`() async throws {
    let studio = try await NewRunFixture()
    let file = "model: {name: AE}\ndata: {dataset: \(studio.pictures)}\ntraining: {epochs: [1, 2]}\n"
    let good = try await studio.json(.post, "/runs/check", ["run_file": .text(file)])
    #expect(good["errors"] == .object([:]))
    #expect(good["runs"] == 2)
    let bad = try await studio.json(.post, "/runs/check", ["run_file": "model: {name: AEE}"])
    #expect(bad["errors"].object?.keys.sorted() == ["run_file"])
  }

  @Test func `the learning rate is shown over the epochs`() async throws {
    let studio = try await NewRunFixture()
    let chart = try await studio.json(
      .post, "/models/visualize-lr",
      studio.form(["training": ["epochs": 10], "optimizer": ["learning_rate": 0.1], "schedule": ["name": "step"]]))
    let values = try #require(chart["series"].list?.first?["values"].numbers)
    #expect(values.count == 101)
    #expect(chart["x"]["epoch"].numbers?.last == 10)
    #expect(abs(values[0] - 0.1) < 1e-12 && abs(values[50] - 0.01) < 1e-12 && abs(values[100] - 1e-4) < 1e-12)
    let two = try await studio.json(
      .post, "/models/visualize-lr", studio.form(["optimizer": ["learning_rate": "[0.1, 0.01]"]]))
    #expect(two["series"].list?.map { $0["name"] } == ["learning_rate=0.1", "learning_rate=0.01"])
    #expect(try await studio.send(.post, "/models/visualize-lr", ["schedule": ["name": "none such"]]).status == 400)
  }

  @Test func `yardsticks are measured before training, PCA below the mean image`() async throws {
    let studio = try await NewRunFixture()
    let answer = try await studio.json(
      .post, "/models/yardstick",
      studio.form(["model": ["name": "AE", "code_size": 4], "data": ["validation": "none"]]))
    let yardsticks = try #require(answer["yardsticks"].list)
    #expect(yardsticks.map { $0["name"] } == ["mean image", "PCA-4"])
    let errors = yardsticks.compactMap { $0["mse01"].number }
    #expect(errors.count == 2 && errors[1] < errors[0] && errors[1] > 0)
    #expect(answer["code"] == 4)
    #expect(answer["part"] == "train")
  }
}
