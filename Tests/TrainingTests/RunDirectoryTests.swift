import Testing
import Training

/// The files of a run.
@Suite struct RunDirectoryTests {
  @Test func `the name of a checkpoint says its epoch, and other names say none`() {
    let directory = RunDirectory(path: "runs/epoch-7.safetensors")
    for epoch in [1, 42, 123_456] {
      #expect(RunDirectory.epoch(ofCheckpoint: directory.checkpoint(epoch: epoch)) == epoch)
    }
    #expect(RunDirectory.epoch(ofCheckpoint: "epoch-00003.safetensors") == 3)
    for other in [
      directory.bestCheckpoint, directory.interruptedCheckpoint, "epoch-.safetensors", "epoch-1.npy",
      "epoch-x.safetensors", "",
    ] { #expect(RunDirectory.epoch(ofCheckpoint: other) == nil, "\(other)") }
  }
}
