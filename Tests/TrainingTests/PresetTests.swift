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
    // In the range of the seeds.
    #expect(Tolerance.nearSeeds.isMet(by: [0.5, 3], published: 1))
    // Below and above, within 10% of the nearest seed's value.
    #expect(Tolerance.nearSeeds.isMet(by: [0.0278, 0.0301], published: 0.02541))
    #expect(Tolerance.nearSeeds.isMet(by: [0.0278, 0.0301], published: 0.03058))
    #expect(!Tolerance.nearSeeds.isMet(by: [0.0037, 0.0041], published: 0.02541))
    #expect(Tolerance.nearSeeds.isMet(by: [1.1], published: 1) && !Tolerance.nearSeeds.isMet(by: [1.12], published: 1))
    #expect(Tolerance.nearSeeds.isMet(by: [0.92], published: 1) && !Tolerance.nearSeeds.isMet(by: [0.9], published: 1))
    #expect(Tolerance.atMost.isMet(by: [2.9], published: 3))
    #expect(!Tolerance.atMost.isMet(by: [3.1], published: 3))
    #expect(!Tolerance.nearSeeds.isMet(by: [], published: 1) && !Tolerance.atMost.isMet(by: [], published: 1))
  }
}
