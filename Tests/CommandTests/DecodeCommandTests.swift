import Foundation
import TestSupport
import Testing

/// The command `hourglass decode`.
@Suite struct DecodeCommandTests {
  private let program: Program

  init() throws { program = try Program() }

  @Test func `codes of every format are decoded to the reconstructions`() throws {
    try program.trained("--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":7}"#)
    for format in ["npz", "npy", "csv", "safetensors"] {
      let outcome = try program("encode", "mine", "--output", "codes.\(format)")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try program("decode", "mine", "codes.\(format)", "--output", "decoded-\(format)").status == 0)
    }
    let pictures = try program.files(below: "decoded-npz")
    #expect(pictures.keys.sorted().first == "00.png" && pictures.count == 20)
    for format in ["npy", "csv", "safetensors"] { #expect(try program.files(below: "decoded-\(format)") == pictures) }
    #expect(try program("reconstruct", "mine", "--as-files", "made").status == 0)
    #expect(try bytes(of: program.folder("made/output_3_1.png")) == pictures["02.png"])
    let grid = try program("decode", "mine", "codes.npz", "--output", "grid.png")
    #expect(grid.output.hasPrefix("20 pictures: grid.png ("))
    expectWrongUsage(try program("decode", "mine", "codes.npz", "--output", "grid.png"), "the file exists")
    expectWrongUsage(try program("decode", "mine", "codes.npz", "--output", "decoded-npz"), "not empty")
    expectOneError(
      try program("decode", "mine", "missing.npy", "--output", "other.png"), "missing.npy")
    expectWrongUsage(try program("decode", "mine", "codes.bin", "--output", "other.png"), ".safetensors")
    try put(Array("c0,c1,c2\n1,2,3\n".utf8), at: program.folder("three.csv"))
    expectOneError(try program("decode", "mine", "three.csv", "--output", "x.png"), "numbers a code", "got 3")
  }
}
