import Hourglass

/// Prints what a run has done.
func printRun(_ folder: String) throws {
  let trained = try TrainedAutoencoder(run: folder)
  let settings = trained.configuration
  print("\(settings.modelName) with \(settings.optimizer.name), seed \(settings.training.seed)")
  for epoch in trained.epochs {
    print("epoch \(epoch.epoch): training \(epoch.trainingLoss), validation \(epoch.validation?.loss ?? .nan)")
  }
}
