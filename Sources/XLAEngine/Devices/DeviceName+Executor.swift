public import Clusters
internal import Diagnostics
internal import Foundation
public import Tensors

extension DeviceName {
  /// The executor of an accelerator.
  ///
  /// - Parameters:
  ///   - options: How it computes.
  ///   - communicator: The processes that share the batches of a training; each has a device of its host, by its number there,
  ///     where the name gives none.
  ///   - environment: Of the process: where plugins and compiled programs are.
  ///   - report: Receives the events of compilation.
  ///   - stop: Ends the process when the device fails while it computes.
  /// - Throws: ``DeviceError``: no plugin, no device, no driver, a precision that the device does not have.
  public func executor(
    _ options: DeviceOptions = DeviceOptions(), sharedBy communicator: any Communicator = SingleProcess(),
    environment: [String: String],
    report: @escaping (CompilationEvent) -> Void = { _ in }, stoppingBy stop: @escaping (DeviceError) -> Never
  ) throws(DeviceError) -> any TensorExecutor {
    let plugin = try Plugin.find(plugin, environment: environment)
    let isGPU = DeviceKind.named(plugin.name)?.isGPU ?? false
    // Processors share what there is.
    let number = number ?? (isGPU && communicator.size > 1 ? communicator.localRank : nil)
    let client: Client
    do throws(DeviceError) {
      client = try Client(plugin, gpu: isGPU ? number ?? 0 : nil)
    } catch {
      throw error.naming(DeviceKind.named(plugin.name))
    }
    let index = isGPU ? 0 : number ?? 0
    guard client.devices.indices.contains(index) else {
      throw DeviceError(
        .noDevice,
        Report(
          "there is no device of this number", place: description, expected: "0 to \(client.devices.count - 1)",
          got: "\(index)", cure: "`hourglass device list \(self.plugin)` lists them"))
    }
    let known = DeviceOptions.Precision.known(on: client.platform)
    guard known.contains(options.precision) else {
      throw DeviceError(
        .refused,
        Report(
          "the device does not compute in this precision", place: description,
          expected: known.map(\.rawValue).joined(separator: " or "), got: options.precision.rawValue,
          cure: "leave out --precision"))
    }
    let cache = ExecutableCache.standard(environment: environment)
    let device = client.devices[index]
    let names = [client.platform == "cpu" ? "xla-cpu" : "\(client.platform) \(device.kind)"]
    let precision = options.precision == .float32 ? [] : [options.precision.rawValue]
    return XLAExecutor(
      client, device: device, name: (names + precision).joined(separator: ", "),
      precision: options.precision == .float32 ? .highest : .fastest,
      flags: options.flags(of: plugin, on: client.platform, cache: cache), cache: cache,
      communicator: communicator, report: report,
      stoppingBy: stop)
  }
}

extension DeviceOptions {
  /// XLA's flags for these options.
  ///
  /// OpenXLA, `docs/determinism.md` and `docs/persisted_autotuning.md`.
  func flags(of plugin: Plugin, on platform: String, cache: ExecutableCache?) -> [String: CompileOptions.Flag] {
    guard ["cuda", "rocm", "sycl", "gpu"].contains(platform) else { return [:] }
    var flags: [String: CompileOptions.Flag] = [:]
    if let folder = plugin.cudaFolder { flags["xla_gpu_cuda_data_dir"] = .text(folder) }
    if isDeterministic {
      flags["xla_gpu_exclude_nondeterministic_ops"] = .truth(true)
      // What was the fastest once is taken again.
      if let folder = cache.map({ "\($0.folder)/autotuned" }),
        (try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)) != nil
      {
        flags["xla_gpu_per_fusion_autotune_cache_dir"] = .text(folder)
      }
    }
    return flags
  }
}

extension Plugin {
  /// The folder of CUDA's compiler and device library beside the plugin, as NVIDIA's wheels lay them; nil elsewhere.
  var cudaFolder: String? {
    var packages = path as NSString
    for _ in 0..<3 { packages = packages.deletingLastPathComponent as NSString }
    return ["nvidia/cu13", "nvidia/cuda_nvcc"].map { "\(packages)/\($0)" }
      .first { FileManager.default.fileExists(atPath: "\($0)/nvvm/libdevice") }
  }
}

extension DeviceError {
  /// The same, with a word on the driver where there is none.
  fileprivate func naming(_ kind: DeviceKind?) -> DeviceError {
    guard code == .noDevice || code == .failed, let kind, kind.needsDriver, kind.driver == nil else { return self }
    var report = report
    report.cure = "this machine has no driver for \(kind.summary); install it, or leave out --device"
    return DeviceError(.noDevice, report)
  }
}
