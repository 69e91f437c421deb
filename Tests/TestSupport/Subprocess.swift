import Foundation

/// Runs `program`, looked up in PATH, and returns its exit status and what it printed on both streams.
package func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}

/// A Python with packages to compare with: the one that HOURGLASS_PYTHON names, else python3.
package enum Python {
  package static let program =
    ProcessInfo.processInfo.environment["HOURGLASS_PYTHON"].flatMap { $0.isEmpty ? nil : $0 } ?? "python3"

  /// Whether there is a Python at all.
  package static let isThere = (try? run(program, ["-c", "pass"]))?.status == 0

  /// Whether the tests against NumPy can run.
  package static let hasNumPy = (try? run(program, ["-c", "import numpy"]))?.status == 0

  /// Whether the tests against the reference implementation can run.
  package static let hasSafetensors = (try? run(program, ["-c", "import numpy, safetensors.numpy"]))?.status == 0

  /// Whether the tests against networks in PyTorch can run.
  package static let hasTorch = (try? run(program, ["-c", "import numpy, safetensors.numpy, torch"]))?.status == 0

  /// Whether the tests against models in Keras can run.
  package static let hasKeras =
    (try? run("env", ["KERAS_BACKEND=torch", program, "-c", "import numpy, safetensors.numpy, torch, keras"]))?.status
    == 0

  /// Whether the tests against another reader and writer of databases can run.
  package static let hasLMDB = (try? run(program, ["-c", "import lmdb, numpy, PIL"]))?.status == 0

  /// Whether the tests against TensorBoard can run.
  package static let hasTensorBoard = (try? run(program, ["-c", "import tensorboard.main"]))?.status == 0
}
