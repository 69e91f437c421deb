internal import Foundation
internal import Pictures
public import Settings

/// The augmentations as settings, in the order in which they are applied.
extension Augmentations: Configurable {
  public static let settingsOwner = "an image"
  public static let unknownSetting = "no such augmentation"

  public static let settings: [Setting<Self>] = [
    Setting(
      "hsv", .list(of: .number(.probability), count: 3...3, isAscending: false), isOptional: true,
      help: "The standard deviations of the shifts of hue, saturation and value, such as 0.02,0.04,0.06.",
      get: { $0.hsv.map { [.number($0.hue), .number($0.saturation), .number($0.value)] } ?? .none },
      set: { augmentations, value in
        augmentations.hsv = value.numbers.map { HSVShift(hue: $0[0], saturation: $0[1], value: $0[2]) }
        return true
      }),
    .number(
      "contrast", \.contrast, in: .probability, help: "The bound of the contrast's change: a factor of 1 ± this."),
    .number("noise", \.noise, in: .probability, help: "The standard deviation of normal noise on pixels from 0 to 1."),
    .choice("flip", \.flip, help: "Mirroring: left to right, upside down, or both."),
    .choice("quarter-rotation", \.quarterRotation, help: "Rotation by quarters."),
    .number("rotation", \.rotation, in: .within(0...180), unit: "degrees", help: "The maximum rotation, either way."),
    .number(
      "rescale", \.rescale, in: .within(0...0.3),
      help: "The standard deviation of the visible part's relative growth."),
    .text(
      "crop", \.crop, expected: "a width and a height, such as 28x28", pattern: "[0-9]+([xX][0-9]+)?",
      help: "The size of the window that is cut out: anywhere in training, in the middle in evaluation."),
  ]

  /// All off.
  public init() { self.init(hsv: nil) }

  /// The form of the text, for help and errors.
  package static let expected =
    "flip=lr, quarter-rotation=all, rotation=10, rescale=0.1, noise=0.03, hsv=0.02,0.04,0.06, contrast=0.8, crop=28x28, "
    + "several joined by ' + ', or JSON"

  /// Names and values, a text such as `flip=lr + rotation=10`, or a list of such texts, as a JSON Schema.
  public static var jsonSchema: SettingValue {
    ["anyOf": [["type": "string"], ["type": "array", "items": ["type": "string"]], jsonSchema()]]
  }
}
