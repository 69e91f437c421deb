import Hourglass
import ImageShapes
import Testing

/// The presets, and the comparison with published numbers.
@Suite struct PresetTests {
  @Test(arguments: PresetCatalogue.all.map(\.name))
  func `every preset is a run file whose model can be made`(_ name: String) throws {
    let preset = try PresetCatalogue.preset(named: name)
    var settings = try preset.settings()
    // One trains what the preset is for: its images fit the model.
    if settings.data.dataset != nil {
      let model = try settings.resolved().model.makeModel(for: ImageShape(channels: 1, height: 28, width: 28))
      _ = try TracedModel(model, image: ImageShape(channels: 1, height: 28, width: 28))
    }
    // Some are for images that one has oneself.
    if settings.data.dataset == nil { settings.data.dataset = "images" }
    let configuration = try settings.resolved()
    let model = try configuration.model.makeModel(for: type(of: configuration.model).defaultImage)
    #expect(ParameterTable(of: model).vectorCount > 0)
    #expect(preset.summary.count < 120)
  }

  @Test func `names are unique, and every model has a preset`() throws {
    let names = PresetCatalogue.all.map(\.name)
    #expect(Set(names).count == names.count)
    let models = try PresetCatalogue.all.compactMap { try $0.settings().model?.lowercased() }
    for name in ModelCatalogue.names { #expect(models.contains(name.lowercased()), "no preset of \(name)") }
  }

  @Test func `a wrong name is told with the nearest`() throws {
    let error = #expect(throws: RunError.self) { try PresetCatalogue.preset(named: "hinton-dep") }
    #expect("\(try #require(error))".contains("hinton-deep"))
  }

  @Test func `tolerances`() {
    typealias Tolerance = PublishedFigure.Tolerance
    #expect(Tolerance.percent(10).isMet(by: [1.1], published: 1.0001))
    #expect(!Tolerance.percent(10).isMet(by: [1.2], published: 1))
    #expect(Tolerance.percent(10).isMet(by: [0.8, 1.2], published: 1))
    #expect(Tolerance.withinSeeds(percent: 0).isMet(by: [0.5, 3], published: 1))
    #expect(!Tolerance.withinSeeds(percent: 0).isMet(by: [1.01, 3], published: 1))
    #expect(Tolerance.withinSeeds(percent: 5).isMet(by: [1.01, 3], published: 1))
    #expect(Tolerance.atMost(percent: 0).isMet(by: [2.9], published: 3))
    #expect(!Tolerance.atMost(percent: 0).isMet(by: [3.1], published: 3))
    #expect(!Tolerance.percent(10).isMet(by: [], published: 1))
  }
}
