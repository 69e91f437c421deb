import Hourglass

/// Trains on an array of images, and keeps the run in a folder.
func train(on pictures: [Picture], folder: String) throws {
  let trained = try AE().fit(pictures, epochs: 60, folder: folder) { settings in
    settings.training.batchSize = 16
    settings.data.validation = .first(20)
  } onEvent: { event in
    guard case .epoch(let epoch) = event else { return }
    print("epoch \(epoch.epoch): loss \(epoch.trainingLoss)")
  }
  print("\(trained.image) in, \(try trained.codeSize) numbers a code")
}
