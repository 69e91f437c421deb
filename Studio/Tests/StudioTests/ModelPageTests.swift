import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

@Suite struct ModelPageTests {
  @Test func `the catalogue lists every model with its sizes, and every preset`() async throws {
    let place = try DataSetPlace()
    try place.train("AE/one", epochs: 1)
    try await place.askOfRuns { ask in
      let list: ModelList = try await ask(.get, "/models.json").decoded()
      #expect(Set(list.models.map(\.name)) == Set(ModelCatalogue.names))
      #expect(list.models.allSatisfy { $0.code > 0 && $0.parameters > 0 && !$0.source.isEmpty })
      let ae = try #require(list.models.first { $0.name == "AE" })
      #expect((ae.code, ae.parameters, ae.runs, ae.image) == (128, 201_616, 1, [1, 28, 28]))
      #expect(list.presets.map(\.name) == PresetCatalogue.all.map(\.name))
      let hinton = try #require(list.presets.first { $0.name == "hinton-deep" })
      #expect(hinton.figures.map(\.published) == [3.0] && hinton.runs.isEmpty && hinton.figures[0].is_met == nil)
      let page = try await ask(.get, "/models")
      #expect(page.status == 200 && !page.text.contains("style="))
      for name in ["VAE-400-20", "VQ-VAE", "hinton-deep", "dtb-stacked"] { #expect(page.text.contains(">\(name)<")) }
      #expect(page.text.contains("presets/hinton-deep/reproduce"))
      #expect(!page.text.contains("presets/dtb-stacked/reproduce"))
    }
  }

  @Test func `every model has a page with its layers and what training minimises`() async throws {
    let place = try DataSetPlace()
    try await place.ask { ask in
      for kind in ModelCatalogue.kinds {
        let model: ModelDocument = try await ask(.get, "/models/\(kind.name).json").decoded()
        #expect(model.objective == kind.objective, "\(kind.name)")
        #expect(!model.network.layers.isEmpty && model.network.parameters == model.model.parameters, "\(kind.name)")
        #expect(model.network.layers.reduce(0) { $0 + $1.parameters } == model.network.parameters, "\(kind.name)")
      }
      let page = try await ask(.get, "/models/vae-400-20").text
      #expect(page.contains("<h1>VAE-400-20</h1>") && page.contains("runs/new?model=VAE-400-20"))
      #expect(page.contains("KL(q(z | x) ‖ N(0, 1))") && page.contains("105.59") && page.contains("<network-shape"))
      #expect(!page.contains("style="))
    }
  }

  @Test func `the layers are those for the images that are asked for, and what does not fit is said`() async throws {
    let place = try DataSetPlace()
    try await place.ask { ask in
      let model: ModelDocument = try await ask(.get, "/models/AE.json?image=3x16x16").decoded()
      #expect(model.network.image == [3, 16, 16] && model.network.layers.last?.output == [3, 16, 16])
      try await #expect(ask(.get, "/models/AE.json?image=large").errors["image"] != nil)
      try await #expect(ask(.get, "/models/AE.json?image=3x90000x90000").errors["image"] != nil)
      try await #expect(ask(.get, "/models/StridedConvAE.json?image=1x30x30").errors["image"] != nil)
      try await #expect(ask(.get, "/models/Nothing").status == 404)
      let form = try await ask(.get, "/runs/new?model=ConvVAE")
      #expect(form.text.contains("value=\"ConvVAE\" selected"))
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: DataSetPlace.program), "no program"))
  func `a preset is reproduced by one request, and its table follows`() async throws {
    let place = try DataSetPlace()
    try place.writeDigits("mnist", rows: 28, columns: 28)
    try await place.ask(dataRoot: place.images) { ask in
      let working = Task { await ask.server.queue.run() }
      let answer = try await ask.change("/presets/pca-30/reproduce")
      #expect(answer.url == "presets/pca-30")
      #expect(ask.server.queue.jobs.map(\.kind) == [.train, .measure])
      try await #expect(ask(.post, "/presets/pca-30/reproduce").status == 409)
      var preset: PresetDocument = try await ask(.get, "/presets/pca-30.json").decoded()
      for _ in 0..<600 where preset.measurement?.status != .done && preset.measurement?.status != .failed {
        try await Task.sleep(for: .milliseconds(100))
        preset = try await ask(.get, "/presets/pca-30.json").decoded()
      }
      working.cancel()
      await working.value
      #expect(preset.measurement?.status == .done, "\(preset.measurement?.last_lines ?? [])")
      try await ask.server.catalogue.scan()
      preset = try await ask(.get, "/presets/pca-30.json").decoded()
      #expect(preset.runs.map(\.name) == ["reproduce/pca-30/seed-0"] && preset.runs[0].status == .done)
      let measured = try #require(preset.figures[0].measured.first ?? nil)
      // The program measured the same run, and trained it no second time.
      let log = try String(
        contentsOfFile: ask.server.queue.store.folder(of: ask.server.queue.jobs[1].id).output, encoding: .utf8)
      #expect(log.contains("nothing to train") && PresetRuns.printed(log)["test sse"] == [measured])
      #expect(preset.figures[0].is_met == false)
      let page = try await ask(.get, "/presets/pca-30").text
      #expect(page.contains("missed") && page.contains("13.87") && page.contains("reproduce/pca-30/seed-0"))
    }
  }

  @Test func `tables of presets have the published figures, and those that README says were measured`() async throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..")
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    for (name, values) in ProjectFigures.all {
      let preset = try PresetCatalogue.preset(named: name)
      #expect(values.count == preset.figures.count, "\(name)")
      for number in values.flatMap({ $0.matches(of: /[0-9.]+/) }) {
        #expect(readme.contains(number.output), "\(name): README does not say \(number.output)")
      }
    }
    #expect(PresetCatalogue.all.allSatisfy { $0.figures.isEmpty == (ProjectFigures.all[$0.name] == nil) })
    let place = try DataSetPlace()
    try await place.ask { ask in
      for preset in PresetCatalogue.all {
        let document: PresetDocument = try await ask(.get, "/presets/\(preset.name).json").decoded()
        #expect(document.figures.map(\.published) == preset.figures.map(\.value), "\(preset.name)")
        #expect(document.figures.map(\.quantity) == preset.figures.map(\.quantity.description), "\(preset.name)")
        #expect(document.figures.compactMap(\.project) == ProjectFigures.of(preset.name), "\(preset.name)")
      }
      let page = try await ask(.get, "/presets/digits-mnist").text
      for words in ["2180", "2047", "580", "577", "epoch 30"] { #expect(page.contains(words), "\(words)") }
      try await #expect(ask(.get, "/models").text.contains("0.00190 to 0.00481"))
    }
  }

  @Test func `a preset without figures or images is refused with the reason`() async throws {
    let place = try DataSetPlace()
    try await place.ask { ask in
      let plain = try await ask(.post, "/presets/dtb-stacked/reproduce")
      #expect(plain.status == 409 && plain.text.contains("no published figure"))
      try await #expect(ask(.post, "/presets/nothing/reproduce").status == 404)
      try await #expect(ask(.get, "/presets/nothing").status == 404)
      try await #expect(ask(.post, "/presets/pca-30/reproduce?seeds=1000").errors["seeds"] != nil)
      try await #expect(ask(.get, "/presets/dtb-stacked").status == 200)
    }
  }
}
