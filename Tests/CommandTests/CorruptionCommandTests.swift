import Foundation
import Hourglass
import TestSupport
import Testing

/// The flags `--corruption`, `--penalty` and `--show-corruption`.
@Suite struct CorruptionCommandTests {
  @Test func `mistakes are wrong usage, and nothing is made`() throws {
    let program = try Program()
    for (flag, value, words) in [
      ("--corruption", "maskin=0.3", "did you mean masking?"), ("--corruption", "masking=1.5", "from 0 to 1"),
      ("--corruption", "masking", "not a corruption"), ("--corruption", "{", "not a corruption"),
      ("--corruption", "gaussian=0.1,clip=1", "true or false"), ("--penalty", "l3=1", "no such penalty (got l3)"),
      ("--penalty", "l2=-1", "a number above 0"), ("--loss", "total-variation", "total variation alone"),
      ("--loss", "sssim", "did you mean ssim?"),
    ] { expectWrongUsage(try program(Program.train + [flag, value]), words) }
    // What the model has, shows once it is made for the images.
    expectOneError(
      try program(Program.train + ["--penalty", "l2=1e-4:encodr"]), "encoder.weight, encoder.bias")
    #expect(try !program.folder.names.contains("runs"))
  }

  @Test func `a run with corruptions and penalties names them and is repeated from its file`() throws {
    let program = try Program()
    let flags = [
      "--corruption", "gaussian=0.5,clip=true", "--corruption", #"{"masking": 0.2}"#, "--penalty", "l2=1e-4:encoder",
      "--penalty", "l1=1e-5", "--epochs", "1",
    ]
    let outcome = try program(Program.train + flags)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines.contains("corruption gaussian=0.5,clip=true + masking=0.2"))
    let file = try #require(try program.files(below: "runs").first { $0.key.hasSuffix("run.yaml") }).value
    let text = String(decoding: file, as: UTF8.self)
    for words in ["gaussian: 0.5", "clip: true", "masking: 0.2", "l2: 0.0001", "l1: 1e-05"] {
      #expect(text.contains(words), "\(text)")
    }
    #expect(try program(Program.train + flags).lines.contains { $0.contains("nothing left to train") })
  }

  @Test func `a corruption is drawn without training`() throws {
    let program = try Program()
    let picture = program.folder("seen.png")
    let outcome = try program(Program.train + ["--corruption", "masking=1", "--show-corruption", picture])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines == ["corruption masking=1.0", "picture    \(picture)"])
    let pixels = try Picture(path: picture).bytes
    #expect(Set(pixels).count > 2)
    #expect(try !program.folder.names.contains("runs"))
    let clean = program.folder("clean.png")
    #expect(try program(Program.train + ["--show-corruption", clean]).status == 0)
    #expect(try bytes(of: clean) != bytes(of: picture))
  }
}
