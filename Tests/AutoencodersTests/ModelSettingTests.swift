import Autoencoders
import Settings
import Testing
import Training

/// Every setting of every published model, written and read.
@Suite struct ModelSettingTests {
  private static let kinds = ModelCatalogue.kinds.map { $0.name } + ["Declared"]

  @Test(arguments: kinds)
  func `every setting survives JSON, text and a run file, at its default and at other values`(_ name: String) throws {
    for variant in try ModelVariant.all(of: ModelCatalogue.kind(named: name), isSmall: false) {
      try check(variant.model)
    }
  }

  private func check<Model: ModelConfiguration>(_ model: Model) throws {
    let words = Comment(rawValue: ModelVariant(model: model).testDescription)
    let json = SettingValue.object(Dictionary(uniqueKeysWithValues: model.settingValues)).json
    #expect(try Model(Model.read(json: json)) == model, words)
    var fromText = Model()
    for (name, text) in model.settingTexts { try fromText.set(name, to: .text(text), .plain) }
    #expect(fromText == model, words)
    let run = try RunConfiguration(model: model, dataset: "digits")
    let file = try RunFile(yaml: RunFile.yaml(run, record: []), path: "run.yaml")
    #expect(try file.settings.resolved().model as? Model == model, words)
  }

  @Test(arguments: kinds)
  func `every setting says what it does, and its default is in range`(_ name: String) throws {
    let kind = try ModelCatalogue.kind(named: name)
    #expect(!kind.settingDescriptions.isEmpty)
    for setting in kind.settingDescriptions {
      #expect(setting.help.hasSuffix("."), "\(setting.name)")
      let defaultValue = try #require(setting.defaultValue)
      #expect(try setting.value(defaultValue) == defaultValue)
    }
  }

  @Test
  func `sizes may be a list, a text or a single number`() throws {
    for value in [[400], "400", 400] as [SettingValue] {
      #expect(try RAE(["hidden": value]).hidden == [400])
    }
    #expect(try RAE(["hidden": "128, 64"]).hidden == [128, 64])
    #expect(try RAE(["hidden": ""]).hidden == [])
  }
}
