import Autoencoders
import Benchmarking
import CPUEngine
import Foundation
import Hourglass
import ImageShapes
import Tensors
import XLAEngine

/// The device for `--device auto`: an accelerator where training steps of the run's model are faster there.
struct DeviceChoice {
  private let configuration: RunConfiguration
  private let compute: ComputeOptions

  init(_ configuration: RunConfiguration, _ compute: ComputeOptions) {
    (self.configuration, self.compute) = (configuration, compute)
  }

  /// Measures, and says what was chosen and why.
  func executor() throws -> any TensorExecutor {
    let processor = try compute.processor()
    let environment = ProcessInfo.processInfo.environment
    let kinds = DeviceKind.all.filter {
      $0.isMeasured && !$0.plugins(environment: environment).isEmpty
    }
    guard !kinds.isEmpty else { return chosen(processor, "no accelerator with a driver and a plugin was found") }
    let shape = try configuration.loadDataset(environment: environment).shape
    guard try !TracedModel(configuration.model, image: shape).needsLabels else {
      return chosen(processor, "a model that reads classes is not measured")
    }
    let workload = Workload(configuration.model, image: shape, batchSize: configuration.training.batchSize)
    func speed(_ executor: any TensorExecutor) throws -> Double {
      try workload.measure(executor: executor, seconds: 1, repeats: 3).imagesPerSecond
    }
    var best: any TensorExecutor = processor
    var speeds = [(processor.name, try speed(processor))]
    for kind in kinds {
      do {
        let accelerator = try compute.accelerator(DeviceName(kind.name))
        let measured = try speed(accelerator)
        if measured > speeds.map(\.1).max() ?? 0 { best = accelerator }
        speeds.append((accelerator.name, measured))
      } catch let error as DeviceError {
        Console.note("\(error)")
      }
    }
    let measured = speeds.map { "\($0.0): \(Figures.speed($0.1)) images/s" }.joined(separator: "; ")
    return chosen(best, measured)
  }

  private func chosen(_ executor: any TensorExecutor, _ reason: String) -> any TensorExecutor {
    print("device \(executor.name) (\(reason))")
    return executor
  }
}
