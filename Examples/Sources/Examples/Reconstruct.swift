import Hourglass

/// Draws pictures above their reconstructions.
func drawReconstructions(of pictures: [Picture], run: String, to path: String) throws {
  let trained = try TrainedAutoencoder(run: run)
  let grid = try ReconstructionGrid().composed(
    originals: pictures, reconstructions: trained.reconstruct(pictures))
  try grid.write(to: path)
  guard let metrics = try trained.evaluate(pictures) else { return }
  print("\(path): \(metrics.psnr) dB")
}
