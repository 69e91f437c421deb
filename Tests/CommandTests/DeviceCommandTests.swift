import Foundation
import Hourglass
import TestSupport
import Testing

/// The command `device`.
@Suite struct DeviceCommandTests {
  private func program() throws -> Program {
    var program = try Program()
    program.environment["HOURGLASS_DEVICES"] = program.folder("devices")
    program.environment["HOME"] = program.folder("home")
    program.environment["XDG_STATE_HOME"] = program.folder("state")
    return program
  }

  @Test func `every kind of device is listed with its driver and what would install a plugin`() throws {
    let outcome = try program()("device")
    #expect(outcome.status == 0, "\(outcome.errors)")
    for words in [
      "cpu: processors", "cuda: NVIDIA GPUs", "driver: ", "rocm: ", "oneapi: ", "tpu: ", "cpu-xla: ", "device.log",
    ] {
      #expect(outcome.output.contains(words), "\(words)")
    }
    #expect(try program()("doctor").output.contains("cuda "))
  }

  @Test func `a plugin that ends its process is one line, and the others are still listed`() throws {
    let program = try program()
    let place = "devices/cuda13/lib/python3.11/site-packages/jax_plugins/xla_cuda13/xla_cuda_plugin.so"
    try program.folder.write([], place)
    let source = try program.folder.write(
      Array("#include <stdlib.h>\nvoid *GetPjrtApi(void) { abort(); }\n".utf8), "plugin.c")
    let library = program.folder(place)
    try #require(try run("clang", ["-shared", "-fPIC", source, "-o", library]).status == 0)
    let outcome = try program("device")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("the plugin ended its process"))
    let entry = try #require(program("device", "list", "cuda", "--json").lastObject)
    #expect(entry["plugin"] as? String == library && (entry["devices"] as? [Any])?.isEmpty == true)
    #expect((entry["problem"] as? String)?.contains("the plugin ended its process") == true)
    #expect(outcome.output.contains("cpu-xla: "))
    try put(Array("not a library".utf8), at: library)
    #expect(try program("device", "list", "cuda").output.contains("cannot be loaded"))
  }

  @Test func `names that are none, and packages without a Python, are one error`() throws {
    var program = try program()
    expectWrongUsage(try program("device", "list", "cuds"), "cuds", "did you mean cuda?")
    expectWrongUsage(try program("device", "install", "cuda11"), "cuda11", "cuda12")
    expectOneError(try program("device", "list", "/nowhere/plugin.so"), "/nowhere/plugin.so")
    expectWrongUsage(try program("device", "list", "/nowhere/plugin.so", "--json"), "--json")
    // A path on which there is no Python.
    program.environment["PATH"] = program.folder("empty")
    expectOneError(try program("device", "install", "cpu-xla"), "cannot be installed")
    #expect(!FileManager.default.fileExists(atPath: program.folder("devices/cpu-xla")))
  }

  @Test(arguments: [
    ("ERROR: No matching distribution found for libtpu==0.0.52", "there is no wheel for this Python", "Python 3.9"),
    ("Retrying (Retry(total=0))\nERROR: No matching distribution found for libtpu==0.0.52", "reached", "libtpu"),
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n  Got 12ab", "checksum", "12ab"),
    ("ERROR: No space left on device", "cannot be installed", "No space left"),
  ])
  func `what pip says is one error`(said: String, what: String, got: String) throws {
    var program = try program()
    try program.folder.write(Array(said.utf8), "said")
    // A Python whose environments have a pip that says that.
    let python = """
      #!/bin/bash
      mkdir -p "$3/bin" "$3/lib/python3.9"
      printf '#!/bin/bash\ncat "\(program.folder("said"))"\nexit 1\n' >"$3/bin/python"
      chmod +x "$3/bin/python"
      """
    try WrittenProgram.write(python, to: program.folder("bin/python3"))
    program.environment["PATH"] = "\(program.folder("bin")):/usr/bin:/bin"
    expectOneError(try program("device", "install", "tpu"), what, got)
    #expect(!FileManager.default.fileExists(atPath: program.folder("devices/tpu")))
  }

  @Test func `a package that is obsolete names the one that replaces it`() throws {
    expectWrongUsage(
      try program()("device", "install", "intel-extension-for-openxla"), "obsolete", "hourglass device install oneapi")
  }

  @Test func `without an accelerator auto trains on the processor and says so`() throws {
    var program = try program()
    // No plugins but those of this machine's system.
    program.environment["PJRT_NAMES_AND_LIBRARY_PATHS"] = ""
    let outcome = try program.trained("--epochs", "1", "--device", "auto")
    #expect(outcome.lines.contains { $0.hasPrefix("device ") && $0.contains("no accelerator was found") })
  }
}
