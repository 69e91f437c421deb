import Diagnostics
import Settings
import Testing

/// Values of declared settings from YAML, JSON, flags and Swift.
@Suite struct SettingReadingTests {
  private static let yaml = """
    heat: 200
    cooling: 0.5
    trays: 3.0
    seed: 18446744073709551615
    minutes: none
    is_lit: true
    mode: Grill
    program: top-and-bottom
    tray: 30x40
    recipe: a/b c.txt
    stages: [1, 2.5]
    shelves: 1,2
    guests: ada
    """

  private static var filled: Oven {
    var oven = Oven()
    (oven.heat, oven.cooling, oven.trays, oven.seed) = (200, 0.5, 3, .max)
    (oven.isLit, oven.mode, oven.program, oven.tray) = (true, .grill, .topAndBottom, Oven.Size("30x40"))
    (oven.recipe, oven.stages, oven.shelves, oven.guests) = ("a/b c.txt", [1, 2.5], [1, 2], ["ada"])
    return oven
  }

  private func section(_ yaml: String) throws -> YAMLSection {
    try #require(try YAMLSection(yaml: yaml, path: "oven.yaml"))
  }

  @Test func `a YAML section gives every type of setting its value`() throws {
    #expect(try Oven(Oven.read(section(Self.yaml))) == Self.filled)
    #expect(try Oven.read(section("trays: 1")) == ["trays": 1])
  }

  @Test func `what is written is read again`() throws {
    for oven in [Oven(), Self.filled] {
      var other = Self.filled
      for (name, value) in oven.settingValues { try other.set(name, to: .text("\(value)"), .plain) }
      #expect(other == oven)
      let json = SettingValue.object(Dictionary(uniqueKeysWithValues: oven.settingValues.map { ($0.name, $0.value) }))
      #expect(try Oven(Oven.read(json: json.json)) == oven)
    }
    #expect(Oven().changedSettings.isEmpty)
    #expect(
      Self.filled.changedSettings.map { "\($0.name)=\($0.value)" }.prefix(4)
        == ["heat=200.0", "cooling=0.5", "trays=3", "seed=18446744073709551615"])
  }

  @Test func `a mistake in a file is reported with file, line, field and what fits`() throws {
    let wrong: [(String, String)] = [
      (
        "\nheat: 20",
        "oven.yaml:2, heat: the value does not fit (expected a number from 50 to 250, in degrees Celsius, got 20)"
      ),
      ("heat: warm", "got warm"), ("heat: nan", "got nan"), ("heat: [100, 200]", "got 100,200"),
      ("cooling: 0", "expected a number above 0 and at most 1, or none"),
      ("trays: 2.5", "expected an integer from 1 to 4"),
      ("seed: -1", "expected an integer from 0"), ("seed: 18446744073709551616", "got 18446744073709551616"),
      ("minutes: 0", "expected an integer from 1, or none"), ("is_lit: yes", "expected true or false"),
      ("mode: gril", "expected grill, fan or top-and-bottom, got gril); did you mean grill?"),
      ("tray: large", "expected a size such as 30x40"), ("recipe: ''", "expected a path"),
      ("stages: [2, 1]", "expected ascending numbers above 0 and below 100"), ("stages: []", "stages"),
      ("stages: 100", "stages"), ("shelves: [1, 9]", "expected integers from 1 to 5"), ("heat:", "got none"),
      ("heat: {a: 1}", "got {\"a\":\"1\"}"),
    ]
    for (yaml, words) in wrong {
      let error = try #require(#expect(throws: SettingError.self) { try Oven.read(section(yaml)) })
      #expect(error.code == .badValue && "\(error)".contains(words), "\(error)")
      #expect(error.description.contains("oven.yaml:"))
    }
    let unknown = try #require(#expect(throws: SettingError.self) { try Oven.read(section("trais: 2")) })
    #expect(unknown.code == .unknownField && "\(unknown)".contains("did you mean trays?"))
    #expect(unknown.report.place == "oven.yaml:1")
    #expect(try Oven.read(section("trays: 2\nmodel: a"), except: ["model"]) == ["trays": 2])
  }

  @Test func `quotes make a text, which is no number`() throws {
    for (yaml, words) in [
      ("trays: '3'", #"(expected an integer from 1 to 4, got "3"); leave out the quotes"#),
      (#"heat: "200""#, #"got "200"); leave out the quotes"#),
      ("is_lit: 'true'", #"got "true"); leave out the quotes"#),
      (#"stages: [1, "2.5"]"#, #"got [1, "2.5"]); leave out the quotes"#), ("trays: '9'", "got 9)"),
      ("heat: |\n  200", "got \"200\")"), ("mode: '3'", "got 3)"),
    ] {
      let error = try #require(#expect(throws: SettingError.self) { try Oven.read(section(yaml)) })
      #expect(error.code == .badValue && "\(error)".contains(words), "\(error)")
    }
    let json = try #require(#expect(throws: SettingError.self) { try Oven.read(json: #"{"heat": "100"}"#) })
    #expect("\(json)".hasSuffix(#"got "100"); leave out the quotes"#), "\(json)")
    #expect(
      try Oven.read(section("shelves: '1,2'\nminutes: 'none'\nrecipe: '7'\ntray: '3x4'\nguests: ['1', ada]"))
        == ["shelves": [1, 2], "minutes": .none, "recipe": "7", "tray": "3x4", "guests": ["1", "ada"]])
  }

  @Test func `JSON has types`() throws {
    #expect(
      try Oven.read(json: #"{"trays": 3, "heat": 100, "stages": 5, "tray": "1x2", "minutes": null}"#)
        == ["trays": 3, "heat": 100.0, "stages": [5.0], "tray": "1x2", "minutes": .none])
    for (json, code) in [
      (#"{"heat": "100"}"#, .badValue), (#"{"is_lit": "true"}"#, .badValue), (#"{"mode": 3}"#, .badValue),
      ("[1]", .notJSON), ("{", .notJSON), (#"{"heet": 100}"#, .unknownField),
    ] as [(String, SettingError.Code)] {
      let error = try #require(#expect(throws: SettingError.self) { try Oven.read(json: json, place: "--oven") })
      #expect(error.code == code, "\(json)")
    }
  }

  @Test func `a flag's text is read by the same rule`() throws {
    #expect(try Oven.setting(named: "heat").value("1e2") == 100.0)
    #expect(try Oven.setting(named: "cooling").value("none") == SettingValue.none)
    let error = try #require(#expect(throws: SettingError.self) { try Oven.setting(named: "heat").value("none") })
    #expect(error.report.place == "heat")
    #expect(throws: SettingError.self) { try Oven.setting(named: "heet") }
  }

  @Test func `kinds are found by name and alias, and need what is required`() throws {
    let pans = Kinds<any Pan.Type>("pan", [Wok.self, Skillet.self])
    #expect(pans.names == ["Wok", "Skillet"])
    #expect(try pans("WOK").name == "Wok" && pans("karahi").name == "Wok")
    let error = try #require(#expect(throws: SettingError.self) { try pans("skilet") })
    #expect(error.code == .unknownName)
    #expect("\(error)" == "no such pan (got skilet); did you mean Skillet? (known: Wok, Skillet)")
    #expect(try Wok(["depth": 3]).depth == 3)
    let missing = try #require(#expect(throws: SettingError.self) { try Wok([:]) })
    #expect(missing.code == .missingField)
    #expect("\(missing)" == "Wok needs a setting (expected depth, a number above 0)")
    let none = try #require(#expect(throws: SettingError.self) { try Skillet(["depth": 1]) })
    #expect("\(none)" == "Skillet has no such setting (got depth); Skillet has no settings")
  }
}
