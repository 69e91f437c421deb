import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

/// Networks that people write.
@Suite struct NewRunNetworkTests {
  private static let network = """
    name: Mine
    encoder:
      - flatten
      - linear: {units: 16, activation: relu}
    decoder:
      - linear: {units: image, activation: sigmoid}
      - reshape: image
    loss: {bce: 1}
    """

  @Test func `a network has layers, a code and a compression`() async throws {
    let studio = try await NewRunFixture()
    let answer = try await studio.json(
      .post, "/models/check", ["text": .text(Self.network), "language": "yaml", "dataset": .text(studio.pictures)])
    #expect(answer["errors"] == [])
    #expect(answer["image"] == [1, 28, 28])
    #expect(answer["code"] == 16)
    #expect(answer["parameters"] == 25_888)
    #expect(answer["layers"].list?.map { $0["output"] } == [[784], [16], [784], [1, 28, 28]])
    #expect(answer["compression"].number == 12.25)
    let other = try await studio.json(.post, "/models/check", ["text": .text(Self.network), "image": "3x8x8"])
    #expect(other["layers"].list?.last?["output"] == [3, 8, 8])
  }

  @Test func `errors have their lines`() async throws {
    let studio = try await NewRunFixture()
    func lines(_ text: String, _ language: String = "yaml") async throws -> [SettingValue] {
      let answer = try await studio.json(
        .post, "/models/check", ["text": .text(text), "language": .text(language), "image": "1x28x28"])
      return answer["errors"].list?.map { $0["line"] } ?? []
    }
    #expect(try await lines(Self.network.replacing("units: 16", with: "units: none")) == [4])
    #expect(
      try await lines(Self.network.replacing("- flatten", with: "- flaten").replacing("image, act", with: "7, act"))
        == [3, 7])
    #expect(try await lines("local x = nn.Sequental()\nreturn x", "lua") == [1])
  }

  @Test(arguments: [
    ("name: [", "yaml", 1), ("name: Mine\nencoder:\n  - linear: {units: 16: 3}\n\n", "yaml", 3),
    (Self.network.replacing("activation: relu}", with: "activation: relu"), "yaml", 4),
    (Self.network.replacing("name: Mine", with: "name: \"Mine"), "yaml", 1),
    ("require 'nn'\nlocal a = = 1\n", "lua", 2),
  ])
  func `a text that cannot be read is one error at its line, also of the run`(
    _ text: String, _ language: String, _ line: Int
  ) async throws {
    let studio = try await NewRunFixture()
    let network: SettingValue = ["text": .text(text), "language": .text(language)]
    let answer = try await studio.json(.post, "/models/check", ["text": .text(text), "language": .text(language)])
    #expect(answer["errors"].list?.map { $0["line"] } == [.integer(Int128(line))], "\(answer)")
    let check = try await studio.check(["network": network, "source": "network"])
    #expect(check["errors"]?.object?.keys.sorted() == ["network.text"], "\(check)")
    let messages = check["errors"]?["network.text"].list ?? []
    #expect(messages.count == 1 && messages[0].text?.hasPrefix("line \(line): ") == true, "\(messages)")
  }

  @Test func `a run trains the network as it was written`() async throws {
    let studio = try await NewRunFixture()
    let answer = try await studio.json(
      .post, "/runs.json",
      studio.form(["network": ["text": .text(Self.network), "language": "yaml"], "source": "network"]))
    #expect(answer["name"] == "Mine/pictures_Adam_lr=0.001")
    let job = try #require(studio.server.queue.jobs.first)
    let file = try RunFile(path: studio.server.queue.store.folder(of: job.id).runFile)
    #expect(file.settings.model == DeclaredModel.name)
    #expect(file.settings.modelFields["definition"]?.text?.trimmingCharacters(in: .newlines) == Self.network)
    let wrong = try await studio.check(["network": ["text": "name: Mine"], "source": "network"])
    #expect(wrong["errors"]?.object?.keys.sorted() == ["network.text"])
  }

  @Test func `a model of the catalogue becomes text to be edited`() async throws {
    let studio = try await NewRunFixture()
    for language in ["yaml", "lua"] {
      let text = try await studio.json(.post, "/models/customize?model=DeepAE&language=\(language)")
      let check = try await studio.json(
        .post, "/models/check", ["text": text["text"], "language": .text(language), "image": "1x28x28"])
      #expect(check["errors"] == [], "\(language)")
      #expect(check["code"] == 32, "\(language)")
    }
    #expect(try await studio.send(.post, "/models/customize?model=VQ-VAE").status == 400)
  }

  @Test func `a model by name is checked for other images`() async throws {
    let studio = try await NewRunFixture()
    let answer = try await studio.json(
      .post, "/models/check", ["model": ["name": "ConvAE"], "image": "1x28x28"])
    #expect(answer["code"] == 128)
    #expect(try await studio.send(.post, "/models/check", ["model": ["name": "AE"], "image": "28"]).status == 400)
    #expect(try await studio.send(.post, "/models/check", ["model": ["name": "AE", "code_size": 0]]).status == 400)
    let broken = "\(studio.path)/broken.npy"
    try Data("no array".utf8).write(to: URL(fileURLWithPath: broken))
  }

  @Test func `images that are not there keep nobody from seeing layers, and the answer says so`() async throws {
    let studio = try await NewRunFixture()
    let broken = "\(studio.path)/broken.npy"
    try Data("no array".utf8).write(to: URL(fileURLWithPath: broken))
    let unread = try await studio.json(.post, "/models/check", ["model": ["name": "AE"], "dataset": .text(broken)])
    #expect(unread["image"] == [1, 28, 28])
    #expect(unread["notice"].text?.contains("broken.npy") == true)
    // CIFAR-10 has no package: it is here only where somebody has downloaded it.
    let known = KnownDataset.cifar10
    let finding = DatasetCatalogue.standard.findings(environment: ProcessInfo.processInfo.environment).first {
      $0.dataset == known
    }
    let text: SettingValue = .text(Self.network)
    let absent = try await studio.json(.post, "/models/check", ["text": text, "dataset": "cifar10"])
    #expect(absent["errors"] == [])
    #expect(absent["image"] == [3, 32, 32])
    #expect(absent["layers"].list?.last?["output"] == [3, 32, 32])
    let small = try await studio.json(
      .post, "/models/check", ["text": text, "dataset": "cifar10", "resize": "16x8", "colour": "grey"])
    #expect(small["image"] == [1, 8, 16])
    let form = try await studio.check(["data": ["dataset": "cifar10"]])
    #expect(form["model"]?["image"] == [3, 32, 32])
    guard finding?.folder == nil else { return }
    #expect(absent["notice"] == "CIFAR-10 is not on this machine; the shapes are those of 3x32x32 images.")
    #expect(form["errors"]?.object?.keys.sorted() == ["data.dataset"])
  }
}
