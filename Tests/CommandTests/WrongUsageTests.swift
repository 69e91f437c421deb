import Foundation
import TestSupport
import Testing

/// What the program says of wrong names of commands, options and files.
@Suite struct WrongUsageTests {
  @Test(arguments: [
    (["train", "--modle", "AE"], "modle", "model"), (["train", "--lr", "1"], "lr", "learning-rate"),
    (["train", "--batch", "8"], "batch", "batch-size"), (["train", "--epoch", "1"], "epoch", "epochs"),
    (["train", "--moode", "crop"], "moode", "mode"), (["runs", "--grup", "a"], "grup", "group"),
    (["runs", "list", "--jsn"], "jsn", "json"), (["--versoin"], "versoin", "version"),
  ])
  func `an unknown option names the nearest of its command`(
    _ arguments: [String], _ given: String, _ meant: String
  ) throws {
    let outcome = try Program()(arguments)
    expectWrongUsage(outcome, "error: no such option (got --\(given)); did you mean --\(meant)?\nUsage: ")
  }

  @Test func `an unknown option that is near to none names none`() throws {
    let outcome = try Program()("encode", "mine", "--count", "3", "--output", "codes.npz")
    expectWrongUsage(
      outcome, "error: no such option (got --count)\nUsage: hourglass encode ", "'hourglass encode --help'")
  }

  @Test(arguments: [
    (["train", "--epochs", "0"], "--epochs: the value does not fit (expected an integer from 1, got 0)"),
    (["train", "--batch-size", "x"], "--batch-size: the value does not fit (expected an integer from 1, got x)"),
    (["evaluate", "mine", "--split", "all"], "--split: expected train, validation or test, got all"),
    (["sample", "mine", "--count", "x", "--output", "a.png"], "--count: the value does not fit (got x)"),
    (
      ["encode", "mine", "--output", "codes.bin"],
      "--output: no format of codes (expected a file name that ends in .npz, .npy, .csv or .safetensors, got codes.bin); "
        + "give the file one of these extensions"
    ),
  ])
  func `a wrong value is one sentence that begins with its option`(_ arguments: [String], _ sentence: String) throws {
    expectWrongUsage(try Program()(arguments), "error: \(sentence)\nHelp:  --")
  }

  @Test func `an unknown command is wrong usage, after help too`() throws {
    let program = try Program()
    expectWrongUsage(try program("help", "trian"), "no such subcommand (got trian)", "did you mean train?")
    expectWrongUsage(try program("help", "runs", "shwo"), "hourglass runs: no such subcommand (got shwo)")
    expectWrongUsage(try program("runs", "help"), "hourglass runs: no such subcommand (got help)")
    #expect(try program("help", "runs", "show").output == program("runs", "show", "--help").output)
    #expect(try program("help").output == program("--help").output)
  }

  @Test func `a name of a fixed list is wrong usage, with the usage of its command`() throws {
    let program = try Program()
    for (arguments, words) in [
      (["models", "show", "AE", "--model-args", #"{"size":3}"#], "AE has no such setting (got size)"),
      (["presets", "show", "hinton"], "did you mean hinton-deep?"), (["reproduce", "pca"], "did you mean pca-30?"),
      (["device", "install", "cuda"], "there is no such package (got cuda)"),
      (["device", "list", "cud"], "did you mean cuda?"),
    ] {
      let command = arguments.prefix(arguments[0] == "reproduce" ? 1 : 2).joined(separator: " ")
      expectWrongUsage(
        try program(arguments), words, "\nUsage: hourglass \(command) ", "\n  See 'hourglass \(command) --help' for")
    }
  }

  @Test func `a file of another kind is refused before anything is read or written`() throws {
    let program = try Program()
    expectWrongUsage(
      try program("embed", "mine", "--output", "out.zip"),
      "--output: expected a file name that ends in .svg, .png, .jpg, .jpeg or .csv, got out.zip")
    #expect(try !program.folder.names.contains("out.zip"))
  }
}
