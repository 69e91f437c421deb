import Foundation
import TestSupport
import Testing

/// Random networks, trained by the program and by PyTorch in float64.
@Suite(.enabled(if: Python.hasTorch, "no Python with numpy, safetensors and torch; name one with HOURGLASS_PYTHON"))
struct RandomNetworkTests {
  @Test func `six random networks train as in PyTorch`() throws {
    let tool = SourceTree.root.appendingPathComponent("Tools/check-networks.py").path
    let outcome = try run(Python.program, [tool, Program.path, "--count", "6", "--seed", "10"])
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("6 networks compared, 0 differ"), "\(outcome.output)")
  }
}
