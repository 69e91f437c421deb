import Foundation
import Testing

/// Standard output on a device that is full.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full")) struct FullDeviceTests {
  @Test(arguments: [
    ["data", "info", "images", "--json"], ["data", "list"], ["models"], ["models", "show", "AE"], ["presets"], ["runs"],
    ["schema"], ["evaluate", "mine"], ["encode", "mine", "--output", "codes.npy"], ["--help"], ["train", "--help"],
    ["--version"],
  ])
  func `a command whose output is lost fails`(_ arguments: [String]) throws {
    let program = try Program()
    if arguments.contains("mine") { try program.trained("--epochs", "1") }
    let outcome = try program.started(arguments, shell: #"exec "$@" > /dev/full"#).outcome()
    expectOneError(outcome, "standard output", "No space left on device")
  }

  @Test func `a training whose output is lost fails, and its run stays`() throws {
    let program = try Program()
    let outcome = try program.started(Program.train + ["--epochs", "1"], shell: #"exec "$@" > /dev/full"#).outcome()
    expectOneError(outcome, "standard output could not be written")
    #expect(try program("evaluate", "mine").status == 0)
  }
}
