import Foundation
import TensorBoard
import TestSupport
import Testing

/// What the real TensorBoard shows of the files.
@Suite(.enabled(if: Python.hasTensorBoard, "no Python with tensorboard; name one with HOURGLASS_PYTHON"))
struct TensorBoardServerTests {
  @Test func `every page shows what was written, and a resumed run as one`() throws {
    let folder = try TemporaryFolder()
    var log = SyntheticLog(folder: folder("runs"))
    try log.train("first", rate: 0.01, optimizer: "Adam", steps: 30)
    try log.train("second", rate: 0.02, optimizer: "SGD", steps: 40, interruption: 20)
    try log.logPictures("pictures")
    let expected = try folder.write([UInt8](try JSONEncoder().encode(log.expected)), "expected.json")
    let tool = SourceTree.root.appendingPathComponent("Tools/check-tensorboard.py").path
    let outcome = try run(Python.program, [tool, folder("runs"), "--expected", expected])
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("5 scalars, 1 images, 1 histograms, 2 text"), "\(outcome.output)")
  }
}
