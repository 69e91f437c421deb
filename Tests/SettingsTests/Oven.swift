import Settings

/// Settings of every type, for the tests.
struct Oven: Configurable, Equatable {
  enum Mode: String, CaseIterable { case grill, fan, topAndBottom = "top-and-bottom" }
  struct Size: LosslessStringConvertible, Equatable {
    var width, height: Int
    init?(_ text: String) {
      let sides = text.split(separator: "x").compactMap { Int($0) }
      guard sides.count == 2 else { return nil }
      (width, height) = (sides[0], sides[1])
    }
    var description: String { "\(width)x\(height)" }
  }

  var heat = 180.0
  var cooling: Double?
  var trays = 2
  var seed: UInt64 = 0
  var minutes: Int?
  var isLit = false
  var mode = Mode.fan
  var program: Mode?
  var tray: Size?
  var recipe: String?
  var stages: [Double] = [20, 40]
  var shelves: [Int] = []
  var guests: [String] = []

  static let settingsOwner = "the oven"
  static let settings: [Setting<Oven>] = [
    .number("heat", \.heat, in: .within(50...250), unit: "degrees Celsius", help: "The temperature inside."),
    .number("cooling", \.cooling, in: .reduction, help: "The factor of each minute.", condition: "with minutes"),
    .integer("trays", \.trays, in: 1...4, help: "Trays inside.", group: "Contents"),
    .integer("seed", \.seed, help: "The seed of the flames."),
    .integer("minutes", \.minutes, in: 1...Int(Int32.max), help: "Minutes until the end."),
    .flag("is_lit", \.isLit, help: "Whether the lamp is on."),
    .choice("mode", \.mode, help: "Where the heat comes from."),
    .choice("program", \.program, help: "The program."),
    .text("tray", \.tray, expected: "a size such as 30x40", pattern: "[0-9]+x[0-9]+", help: "The size of a tray."),
    .path("recipe", \.recipe, help: "The file of a recipe."),
    .list("stages", \.stages, in: .between(0, 100), count: 1...9, isAscending: true, help: "When the heat changes."),
    .list("shelves", \.shelves, in: 1...5, help: "The shelves in use."),
    .list("guests", \.guests, help: "Who eats."),
  ]
}

/// A kind of pan.
protocol Pan: NamedKind {}

struct Wok: Pan {
  static let name = "Wok"
  static let aliases = ["karahi"]
  static let summary = "round"
  static let settings: [Setting<Wok>] = [Setting.number("depth", \.depth, in: .positive, help: "The depth.").required]
  var depth = 1.0
}

struct Skillet: Pan {
  static let name = "Skillet"
  static let summary = "flat"
  static let settings: [Setting<Skillet>] = []
}
