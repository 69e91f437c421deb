import Foundation
import ImageShapes
import NeuralNetworks
import Tensors
import Testing

/// Corruptions and penalties in words.
@Suite struct CorruptionTextTests {
  private static let all: [Corruption] = [
    .none, .masking(probability: 0.3), .saltAndPepper(probability: 0.1), .gaussian(deviation: 0.5),
    .gaussian(deviation: 0.5, isClipped: true), .uniform(bound: 0.25, isClipped: true), .blur(deviation: 1.5),
    .erasing(size: 0.5), .erasing(size: 0.5, probability: 0.25), .affine(rotation: 15, scale: 0.1, shift: 0.2),
    .affine(shift: 0.1), .sequence([.gaussian(deviation: 0.5, isClipped: true), .masking(probability: 0.2)]),
  ]

  @Test(arguments: all)
  func `each survives being written and read, as a flag and as JSON`(_ corruption: Corruption) throws {
    #expect(try Corruption(corruption.description) == corruption)
    let json = try JSONEncoder().encode(corruption)
    #expect(try JSONDecoder().decode(Corruption.self, from: json) == corruption)
    #expect(try Corruption(String(decoding: json, as: UTF8.self)) == corruption)
  }

  @Test func `the names of flags and files`() throws {
    #expect(try Corruption("masking=0.3") == .masking(probability: 0.3))
    #expect(try Corruption(#"{"masking": 0.3}"#) == .masking(probability: 0.3))
    #expect(
      try Corruption(#"[{"gaussian": 0.5, "clip": true}, {"masking": 0.2}]"#)
        == .sequence([.gaussian(deviation: 0.5, isClipped: true), .masking(probability: 0.2)]))
    #expect(try Corruption(" gaussian = 0.5 , clip = true ") == .gaussian(deviation: 0.5, isClipped: true))
    #expect(try Corruption("rotate=15,shift=0.1") == .affine(rotation: 15, shift: 0.1))
    #expect(try Corruption("[]") == .none)
    #expect(Corruption([.none, .blur(deviation: 1)]) == .blur(deviation: 1))
    #expect("\(Corruption.affine(rotation: 15, shift: 0.1))" == "rotate=15.0,shift=0.1")
  }

  @Test(arguments: [
    (
      "masking=1.5", CorruptionError.Code.badValue,
      "masking: an argument of a corruption is out of range (expected a number from 0.0 to 1.0, got 1.5)"
    ),
    ("masking=-0.1", .badValue, "got -0.1"), ("masking=nan", .badValue, "got nan"), ("masking=a", .badValue, "got a"),
    ("gaussian=-1", .badValue, "gaussian"), ("gaussian=0.5,clip=yes", .badValue, "expected true or false"),
    ("blur=0", .badValue, "blur"), ("blur=100", .badValue, "blur"), ("erase=0", .badValue, "erase"),
    ("erase=0.5,probability=2", .badValue, "probability"), ("rotate=181", .badValue, "rotate"),
    ("shift=2", .badValue, "shift"), ("rescale=1", .badValue, "rescale"),
    ("maskin=0.3", .unknownName, "no such corruption (got maskin); did you mean masking?"),
    ("clip=true", .unknownName, "no such corruption (got clip)"), ("", .unknownName, "no such corruption"),
    ("masking=0.3,clip=true", .unknownArgument, "the corruption masking has no such argument (got clip)"),
    ("gaussian=0.3,clipp=true", .unknownArgument, "did you mean clip?"),
    ("gaussian=0.3,masking=0.2", .severalKinds, "write them as a list"),
    ("masking", .notReadable, "not a corruption"), ("masking=0.3,masking=0.4", .notReadable, "not a corruption"),
    ("[1, 2]", .notReadable, "not a corruption"), ("{\"masking\": 0.3", .notReadable, "not a corruption"),
    ("{\"masking\": [1]}", .badValue, "masking"), ("{\"masking\": 2}", .badValue, "masking"),
  ])
  func `each mistake is told in one line`(_ text: String, _ code: CorruptionError.Code, _ words: String) throws {
    let error = try #require(#expect(throws: CorruptionError.self) { try Corruption(text) })
    #expect(error.code == code)
    #expect("\(error)".contains(words), "\(error)")
    #expect(!"\(error)".contains("\n"))
  }

  @Test func `penalties as flags and as JSON`() throws {
    let plain = try ParameterPenalty(.l2, factor: 1e-4)
    let chosen = try ParameterPenalty(.l1, factor: 1e-5, parameters: ["encoder", "decoder.weight"])
    #expect(try ParameterPenalty.list("l2=1e-4") == [plain])
    #expect(try ParameterPenalty.list("l1=1e-5:encoder,decoder.weight") == [chosen])
    #expect(try ParameterPenalty.list(#"{"l2": 1e-4}"#) == [plain])
    let json = #"[{"l2": 1e-4}, {"l1": 1e-5, "parameters": ["encoder", "decoder.weight"]}]"#
    #expect(try ParameterPenalty.list(json) == [plain, chosen])
    for penalty in [plain, chosen] {
      #expect(try ParameterPenalty.list("\(penalty)") == [penalty])
      let json = try JSONEncoder().encode(penalty)
      #expect(try JSONDecoder().decode(ParameterPenalty.self, from: json) == penalty)
    }
  }

  @Test(arguments: [
    ("l2=0", PenaltyError.Code.badValue, "expected a number above 0"), ("l2=-1", .badValue, "got -1"),
    ("l2=inf", .badValue, "l2"), ("l2=a", .badValue, "got a"), ("l3=1", .unknownName, "no such penalty (got l3)"),
    ("l2", .notReadable, "not a penalty"), ("l2=1:", .notReadable, "not a penalty"),
    (#"{"parameters": ["a"]}"#, .notReadable, "a penalty has one factor"),
    (#"{"l1": 1, "l2": 1}"#, .notReadable, "l1, l2"), (#"{"l2": "x"}"#, .badValue, "l2"),
    (#"{"l2": 1, "parameters": 3}"#, .notReadable, "not a penalty"),
  ])
  func `each mistake of a penalty is told in one line`(_ text: String, _ code: PenaltyError.Code, _ words: String)
    throws
  {
    let error = try #require(#expect(throws: PenaltyError.self) { try ParameterPenalty.list(text) })
    #expect(error.code == code)
    #expect("\(error)".contains(words), "\(error)")
    #expect(!"\(error)".contains("\n"))
  }

  @Test func `sums of losses: what is refused`() throws {
    let loss = try ReconstructionLoss(named: ["bce": 1, "ssim": 0.2])
    #expect(loss.name == "bce + 0.2*ssim")
    #expect(loss.needsUnitTarget)
    #expect(!ReconstructionLoss(.structuralSimilarity).needsUnitTarget)
    for (weights, code) in [
      (["total-variation": 1], .alone), (["ssimm": 1], .unknownName), (["ssim": 0], .badWeight),
      (["ssim": .nan], .badWeight), ([:], .empty),
    ] as [([String: Double], LossError.Code)] {
      let error = try #require(#expect(throws: LossError.self) { try ReconstructionLoss(named: weights) })
      #expect(error.code == code)
    }
    #expect(throws: LossError.self) { try loss.check(ImageShape(channels: 1, height: 2, width: 28)) }
    #expect(throws: Never.self) { try loss.check(ImageShape(channels: 1, height: 3, width: 28)) }
    #expect(throws: Never.self) {
      try ReconstructionLoss(.meanSquaredError).check(ImageShape(channels: 1, height: 1, width: 1))
    }
  }
}
