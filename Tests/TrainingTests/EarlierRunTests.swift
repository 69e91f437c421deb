import Foundation
import Hourglass
import TestSupport
import Testing

/// A run of an earlier version, whose files hold most settings.
///
/// It was trained for two epochs on 40 images of 8x8, where pixel (y, x) of image i is (37 i + 11 y + 5 x) mod 256.
@Suite struct EarlierRunTests {
  private let folder: TemporaryFolder
  private let directory: RunDirectory

  init() throws {
    folder = try TemporaryFolder()
    let fixture = try #require(Bundle.module.url(forResource: "Fixtures/earlier", withExtension: nil))
    directory = RunDirectory(path: folder("runs/earlier"))
    try FileManager.default.createDirectory(atPath: folder("runs"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: fixture.path, toPath: directory.path)
    try folder.write(ReleasedRun.images, "images.npy")
  }

  @Test func `every setting is read, and written the same`() throws {
    let file = try RunFile(path: directory.runFile)
    let read = try file.settings.resolved()
    #expect((read.name, read.modelName, read.model.value(of: "code_size")) == ("earlier", "AE", 4))
    #expect((read.dataset, read.data.isInverted, read.data.validation) == ("images.npy", true, .first(5)))
    #expect((read.reading.onBadImage, read.reading.memoryLimit) == (.fail, 512 << 20))
    #expect(read.augmentations == Augmentations(flip: .leftRight, rotation: 10))
    #expect(read.loss == (try ReconstructionLoss(named: ["mse": 1, "l1": 0.5])))
    #expect(
      read.optimizer
        == (try OptimizerConfiguration("Momentum", ["learning_rate": 0.01, "dampening": 0.1, "momentum": 0.9])))
    var training = TrainingSettings(batchSize: 10, epochs: 2, l2Penalty: 1e-6, seed: .max, scaling: .symmetric)
    training.normalization = .meanPixel
    training.corruption = .sequence([.gaussian(deviation: 0.5, isClipped: true), .masking(probability: 0.2)])
    training.penalties = [
      try ParameterPenalty(.l1, factor: 1e-5, parameters: ["encoder"]), try ParameterPenalty(.l2, factor: 1e-4),
    ]
    training.schedule = try LearningRateSchedule("step", ["step": 50, "gamma": 0.5])
    training.trainable = ["encoder", "decoder.weight"]
    (training.accumulation, training.isShuffled, training.patience) = (2, false, 5)
    training.snapshotInterval = 1
    (training.clipNorm, training.clamp, training.averaging) = (3, 2.5, 0.9)
    #expect(read.training == training)
    #expect(file.record["fingerprint"] == "b6270fe5")
    let record = [
      ("hourglass", "0.1.0"), ("instruction_set", "avx512"), ("images", "1x8x8"), ("fingerprint", "b6270fe5"),
      ("parameters", "580"), ("loss", "0.5*l1 + mse"),
    ]
    let text = try String(contentsOfFile: directory.runFile, encoding: .utf8)
    // Settings that came later have their defaults.
    let later = ["  film: 8\n", "  tensorboard: true\n"]
    let written = try RunFile.yaml(read, record: record)
    #expect(later.allSatisfy { written.contains($0) })
    #expect(later.reduce(written) { $0.replacing($1, with: "") } == text)
  }

  @Test func `images are reconstructed without the data set`() throws {
    try FileManager.default.removeItem(atPath: folder("images.npy"))
    let trained = try TrainedAutoencoder(run: directory.path)
    let image = Picture(width: 8, height: 8, colour: .grey, bytes: (0..<64).map { UInt8(4 * $0) })
    #expect(try trained.reconstruct([image]).map(\.shape) == [trained.image])
    #expect(try trained.encode([image]).map(\.count) == [4])
    #expect(trained.epochs.map(\.epoch) == [1, 2])
  }

  @Test func `its metrics are measured again, and it is resumed`() throws {
    var settings = try RunFile(path: directory.runFile).settings
    settings.data.root = folder.path
    settings.training.epochs = 3
    let configuration = try settings.resolved()
    let run = try Run(configuration, dataset: configuration.loadDataset(environment: [:]), runs: folder("runs"))
    let executor = SmallRuns.executor()
    let before = try #require(RunOverview(directory).results?.validation)
    let measured = try run.evaluate(.validation, executor: executor)
    #expect(abs(measured.loss - before.loss) < 1e-5 && abs(measured.psnr - before.psnr) < 1e-3)
    _ = try run.train(executor: executor)
    #expect(RunOverview(directory).reports.map(\.epoch) == [1, 2, 3])
    #expect(FileManager.default.fileExists(atPath: directory.checkpoint(epoch: 3)))
  }
}
