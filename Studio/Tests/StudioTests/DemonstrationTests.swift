import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

@Suite struct DemonstrationTests {
  @Test func `an empty Studio offers the demonstration, which one request starts`() async throws {
    let place = try DataSetPlace()
    try place.writeDigits("fashion-mnist", rows: 28, columns: 28)
    try await place.ask(dataRoot: place.images) { ask in
      let home: HomeDocument = try await ask(.get, "/index.json").decoded()
      let offer = try #require(home.demonstration)
      #expect((offer.dataset, offer.is_here, offer.cure) == ("Fashion-MNIST", true, nil))
      let page = try await ask(.get, "/")
      #expect(page.text.contains("Start the demonstration") && page.text.contains("models/VAE"))
      let started = try await ask.change("/demonstration")
      #expect((started.id, started.url) == ("demonstration", "runs/demonstration"))
      let job = try #require(ask.server.queue.jobs.first)
      #expect(job.task == .train(run: "demonstration") && job.prerequisite == nil)
      let run = try await ask(.get, "/runs/demonstration").text
      #expect(run.contains("<run-guide") && run.contains("data-next=\"../runs/demonstration/latent\""))
      let next: HomeDocument = try await ask(.get, "/index.json").decoded()
      #expect(next.demonstration == nil)
      try await #expect(!ask(.get, "/").text.contains("Start the demonstration"))
      try await #expect(ask.change("/demonstration").id == "demonstration-2")
    }
  }

  @Test func `its settings are those of a model whose code is a point of a plane`() throws {
    let configuration = try RunFile(yaml: Demonstration.runFile, path: "demonstration").settings.resolved()
    let model = try TracedModel(configuration.model, image: ImageShape(channels: 1, height: 28, width: 28))
    #expect(try model.encoding().code.shape.count == 2)
    #expect(Demonstration.isRun("demonstration") && Demonstration.isRun("demonstration-2"))
    #expect(!Demonstration.isRun("demonstration-of-mine") && !Demonstration.isRun("AE/demonstration"))
  }

  @Test func `the page of a run that is done leads to the latent space`() async throws {
    let place = try DataSetPlace()
    try place.train("demonstration", epochs: 1)
    try place.train("other", epochs: 1)
    try await place.askOfRuns { ask in
      let page = try await ask(.get, "/runs/demonstration").text
      #expect(page.contains("Open the latent space") && !page.contains("data-part=\"stay\""))
      try await #expect(!ask(.get, "/runs/other").text.contains("<run-guide"))
    }
  }
}
