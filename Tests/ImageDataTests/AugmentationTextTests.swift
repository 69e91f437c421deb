import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import Settings
import Testing

struct AugmentationTextTests {
  private static let all: [(text: String, augmentations: Augmentations)] = [
    ("none", .none), ("flip=lr", Augmentations(flip: .leftRight)), ("flip=ud", Augmentations(flip: .upDown)),
    ("flip=both", Augmentations(flip: .both)), ("quarter-rotation=rot90", Augmentations(quarterRotation: .rot90)),
    ("quarter-rotation=all", Augmentations(quarterRotation: .all)), ("rotation=10", Augmentations(rotation: 10)),
    ("rotation=0.5", Augmentations(rotation: 0.5)), ("rescale=0.1", Augmentations(rescale: 0.1)),
    ("noise=0.03", Augmentations(noise: 0.03)), ("hsv=0.02,0.04,0.06", Augmentations(hsv: HSVShift())),
    ("hsv=0,0,1", Augmentations(hsv: HSVShift(hue: 0, saturation: 0, value: 1))),
    ("contrast=0.8", Augmentations(contrast: 0.8)),
    ("crop=28x24", Augmentations(crop: PixelSize(width: 28, height: 24))),
    (
      "hsv=0.02,0.04,0.06 + contrast=1 + noise=0.03 + flip=lr + quarter-rotation=rot180 + rotation=180 + rescale=0.05 "
        + "+ crop=28x28",
      Augmentations(
        hsv: HSVShift(), contrast: 1, noise: 0.03, flip: .leftRight, quarterRotation: .rot180, rotation: 180,
        rescale: 0.05, crop: PixelSize(width: 28, height: 28))
    ),
  ]

  @Test(arguments: all)
  func `each text is read, and written the same`(text: String, augmentations: Augmentations) throws {
    #expect(try Augmentations(text) == augmentations)
    #expect("\(augmentations)" == text)
    let json = try JSONEncoder().encode(augmentations)
    #expect(try JSONDecoder().decode(Augmentations.self, from: json) == augmentations)
    #expect(try Augmentations(String(decoding: json, as: UTF8.self)) == augmentations)
    let texts = text.components(separatedBy: " + ").map { SettingValue.text($0) }
    #expect(try Augmentations(.list(texts)) == augmentations)
    #expect(try Augmentations(Augmentations.read(Dictionary(augmentations.changedSettings) { $1 })) == augmentations)
  }

  @Test func `other ways to write the same`() throws {
    #expect(try Augmentations(" flip = lr +  rotation=10.0 ") == Augmentations(flip: .leftRight, rotation: 10))
    #expect(try Augmentations("rotation=10 + flip=lr").description == "flip=lr + rotation=10")
    #expect(try Augmentations("crop=28") == Augmentations(crop: PixelSize(width: 28, height: 28)))
    #expect(try Augmentations("hsv=0.02, 0.04, 0.06") == Augmentations(hsv: HSVShift()))
    #expect(try Augmentations("noise=0 + rotation=0") == .none)
    #expect(try Augmentations(#"["flip=lr", "rotation=10"]"#) == Augmentations(flip: .leftRight, rotation: 10))
    #expect(
      try Augmentations(#"{"hsv": [0.02, 0.04, 0.06], "rotation": 10, "crop": 28, "flip": "lr"}"#)
        == Augmentations(
          hsv: HSVShift(), flip: .leftRight, rotation: 10, crop: PixelSize(width: 28, height: 28)))
    #expect(try Augmentations("{}") == .none)
    #expect(try Augmentations(["none"] as SettingValue) == .none)
    #expect(
      try Augmentations(["flip=lr + rotation=10", "noise=0.1"] as SettingValue)
        == Augmentations(noise: 0.1, flip: .leftRight, rotation: 10))
  }

  @Test(
    arguments: [
      (
        "flipp=lr", SettingError.Code.unknownField,
        "no such augmentation (got flipp); did you mean flip? (known: hsv, contrast, noise, flip, quarter-rotation, "
      ),
      ("blur=1", .unknownField, "no such augmentation (got blur); known: hsv"),
      ("flip=left", .badValue, "flip: the value does not fit (expected lr, ud or both, or none, got left)"),
      ("quarter-rotation=rot9", .badValue, "did you mean rot90?"),
      ("rotation=181", .badValue, "from 0 to 180, in degrees, got 181"),
      ("rotation=nan", .badValue, "got nan"), ("rotation=-1", .badValue, "got -1"), ("rescale=0.4", .badValue, "0.3"),
      ("noise=a", .badValue, "got a"), ("noise=inf", .badValue, "got inf"), ("contrast=1.1", .badValue, "contrast"),
      ("hsv=0.1,0.1", .badValue, "3 numbers from 0 to 1"), ("hsv=0.1,0.1,0.1,0.1", .badValue, "3 numbers from 0 to 1"),
      ("hsv=0.1,,0.1", .badValue, "got 0.1,,0.1"), ("hsv=0.1,2,0.1", .badValue, "from 0 to 1"),
      ("crop=0x5", .badValue, "such as 28x28"), ("crop=5x", .badValue, "crop"), ("crop=1x2x3", .badValue, "crop"),
      ("crop=99999999999999999999", .badValue, "crop"), ("flip=lr + flip=ud", .repeated, "flip: "),
      ("flip", .notReadable, "not an augmentation (got flip)"), ("", .notReadable, "got nothing"),
      ("flip=", .notReadable, "got flip="), ("none + flip=lr", .notReadable, "got none"),
      ("[1]", .notReadable, "not an augmentation"), ("{\"flip\": \"lr\"", .notReadable, "not an augmentation"),
      ("{\"flip\": 3}", .badValue, "got 3"), ("{\"noise\": {}}", .badValue, "got {}"),
      ("{\"noise\": \"0.1\", \"x\": 1}", .unknownField, "got x"),
    ] as [(String, SettingError.Code, String)])
  func `each mistake is told in one line`(_ text: String, _ code: SettingError.Code, _ words: String) throws {
    let error = try #require(#expect(throws: SettingError.self) { try Augmentations(text) })
    #expect(error.code == code)
    #expect("\(error)".contains(words), "\(error)")
    #expect(!"\(error)".contains("\n"))
  }

  @Test func `shapes of varied images, and which images cannot be varied`() throws {
    let (grey, colour) = (
      ImageShape(channels: 1, height: 20, width: 30), ImageShape(channels: 3, height: 30, width: 30)
    )
    func shape(_ text: String, of shape: ImageShape) throws -> ImageShape { try Augmentations(text).outputShape(shape) }
    #expect(try shape("flip=both + quarter-rotation=rot180 + rotation=5", of: grey) == grey)
    #expect(try shape("hsv=0.1,0.1,0.1 + quarter-rotation=all", of: colour) == colour)
    #expect(try shape("crop=30x20", of: grey) == grey)
    #expect(try shape("crop=5x7", of: colour) == ImageShape(channels: 3, height: 7, width: 5))
    for (text, words) in [
      ("hsv=0.1,0.1,0.1", "hsv: hsv needs images in colour (expected 3 channels, got 1)"),
      ("quarter-rotation=rot90", "expected square images, got 30x20"), ("quarter-rotation=all", "use rot180"),
      ("crop=20x30", "crop: the window does not fit into the images (expected at most 30x20, got 20x30)"),
      ("crop=31x20", "got 31x20"),
    ] {
      let error = try #require(#expect(throws: AugmentationError.self) { try shape(text, of: grey) })
      #expect(error.code == .shape && "\(error)".contains(words), "\(error)")
    }
    // What no text could say.
    for augmentations in [
      Augmentations(noise: 50), Augmentations(contrast: -1), Augmentations(rotation: .nan),
      Augmentations(rescale: .infinity),
      Augmentations(hsv: HSVShift(hue: -1)), Augmentations(crop: PixelSize(width: -3, height: 2)),
    ] {
      let error = try #require(#expect(throws: AugmentationError.self) { try augmentations.outputShape(colour) })
      #expect(error.code == .badValue)
    }
  }

  @Test func `a hundred thousand damaged texts are read or refused`() throws {
    var state: UInt32 = 1
    func next(_ bound: Int) -> Int {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int((UInt64(state) * UInt64(bound)) >> 32)
    }
    let pieces = Self.all.map { Array($0.text.utf8) } + [Array(#"{"flip": "lr", "hsv": [0.1, 0.1, 0.1]}"#.utf8)]
    var (read, refused) = (0, 0)
    for _ in 0..<100_000 {
      var bytes = pieces[next(pieces.count)]
      for _ in 0...next(3) {
        let at = next(bytes.count + 1)
        switch next(4) {
        case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8(next(8))
        case 1: bytes.insert(UInt8(next(256)), at: at)
        case 2 where at < bytes.count: bytes.remove(at: at)
        default: bytes.insert(contentsOf: "9999999999".utf8, at: at)
        }
      }
      do throws(SettingError) {
        let augmentations = try Augmentations(String(decoding: bytes, as: UTF8.self))
        #expect(try! Augmentations(augmentations.description) == augmentations)
        read += 1
      } catch { refused += 1 }
    }
    #expect(read > 1000 && refused > 1000)
  }
}
