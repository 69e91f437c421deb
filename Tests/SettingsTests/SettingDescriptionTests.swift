import Settings
import Testing

/// What a declaration says of a setting in help texts and JSON Schema.
@Suite struct SettingDescriptionTests {
  @Test func `help has what the setting does, what fits and the default`() throws {
    func help(_ name: String) throws -> String { try Oven.setting(named: name).flagHelp }
    #expect(
      try help("heat") == "The temperature inside: a number from 50 to 250, in degrees Celsius. (default: 180)")
    #expect(
      try help("cooling")
        == "The factor of each minute, with minutes: a number above 0 and at most 1, or none. (default: none)")
    #expect(try help("is_lit") == "Whether the lamp is on. (default: false)")
    #expect(try help("mode") == "Where the heat comes from: grill, fan or top-and-bottom. (default: fan)")
    #expect(try help("stages").hasSuffix("ascending numbers above 0 and below 100. (default: 20,40)"))
    #expect(try Oven.setting(named: "is_lit").flag == "--is-lit")
    #expect(Oven.settingDescriptions.map(\.name) == Oven.settingNames)
  }

  @Test func `ranges are values and words`() {
    let ranges: [(NumberRange, String, inside: [Double], outside: [Double])] = [
      (.any, "", [0, -1e300], [.infinity, .nan]), (.positive, "above 0", [1e-9], [0, -1]),
      (.notNegative, "from 0", [0], [-1e-9]), (.fraction, "from 0 to below 1", [0, 0.5], [1]),
      (.reduction, "above 0 and at most 1", [1], [0, 1.1]),
      (.between(0, 100), "above 0 and below 100", [50], [0, 100]),
      (NumberRange(upper: 2), "at most 2", [2], [2.1]),
    ]
    for (range, words, inside, outside) in ranges {
      #expect(range.words == words)
      #expect(inside.allSatisfy(range.contains) && !outside.contains(where: range.contains), "\(range)")
    }
  }

  @Test func `a JSON Schema has type, range, default and help of each setting`() throws {
    let schema = try #require(Oven.jsonSchema().object)
    #expect(schema["additionalProperties"] == false)
    let properties = try #require(schema["properties"]?.object)
    #expect(properties.count == Oven.settings.count)
    #expect(
      properties["heat"]?.json
        == #"{"default":180,"description":"The temperature inside. In degrees Celsius.","maximum":250,"minimum":50,"#
        + #""type":"number"}"#)
    #expect(
      properties["cooling"]?.json
        == #"{"anyOf":[{"exclusiveMinimum":0,"maximum":1,"type":"number"},{"enum":["none",null]}],"default":null,"#
        + #""description":"The factor of each minute."}"#)
    #expect(Wok.jsonSchema().object?["required"] == ["depth"])
  }

  @Test func `JSON survives being written and read`() {
    let value: SettingValue = [
      "a": [1, 2.5, true, .none, "x/y"], "b": ["c": .integer(Int128(UInt64.max))], "d": [:],
    ]
    #expect(SettingValue(json: value.json) == value)
    #expect(SettingValue(json: "{") == nil)
    #expect(SettingValue.number(.infinity).json == "null")
  }

  @Test func `a JSON Schema of kinds has an alternative for each, by name or by setting`() throws {
    let pans = Kinds<any Pan.Type>("pan", [Wok.self, Skillet.self])
    let named = try #require(pans.jsonSchema().object?["anyOf"]?.list)
    #expect(named.count == 3)
    #expect(
      named[0].object?["properties"]?.object?["name"]?.json == #"{"enum":["Wok","wok","karahi"]}"#)
    #expect(named[0].object?["required"] == ["name", "depth"])
    #expect(named[1].object?["title"] == "Skillet: flat")
    let swept = pans.jsonSchema(isSwept: true).object?["anyOf"]?.list?.first
    let depth = try #require(swept?.object?["properties"]?.object?["depth"]?.object)
    #expect(depth["anyOf"]?.list?.count == 2)
    #expect(pans.keyedJSONSchema.object?["anyOf"]?.list?.count == 2)
  }

  @Test func `labels are names as people write them`() {
    #expect(
      Named.settingDescriptions.map(\.label) == [
        "Learning rate", "L2 penalty", "Quarter rotation", "TensorBoard", "HSV",
      ])
    #expect(Named.settingDescriptions.map(\.group) == ["Steps", nil, nil, nil, nil])
  }

  @Test func `kinds are described with their settings`() {
    let pans = Kinds<any Pan.Type>("pan", [Wok.self, Skillet.self]).descriptions
    #expect(pans.map(\.name) == ["Wok", "Skillet"])
    #expect(pans[0].aliases == ["karahi"])
    #expect(pans[0].settings.map(\.name) == Wok.settingNames)
  }
}

/// Settings with names of several forms.
private struct Named: Configurable {
  var isOn = false

  static let settingsOwner = "the names"
  static let settings: [Setting<Self>] = [
    Setting.flag("learning_rate", \.isOn, help: "A flag.").grouped("Steps"),
    .flag("l2_penalty", \.isOn, help: "A flag."), .flag("quarter-rotation", \.isOn, help: "A flag."),
    .flag("tensorboard", \.isOn, help: "A flag."), .flag("hsv", \.isOn, help: "A flag."),
  ]
}
