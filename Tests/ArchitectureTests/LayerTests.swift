import Foundation
import TestSupport
import Testing

/// Modules import downwards only.
@Suite struct LayerTests {
  /// The modules from the bottom up.
  ///
  /// A module may import those before it, where ``forbidden`` does not say otherwise.
  private static let layers = [
    "Diagnostics", "Files", "Clusters", "Settings", "Randomness", "ImageShapes", "Statistics", "Tensors", "CPUEngine",
    "XLAEngine", "NeuralNetworks", "Pictures", "ImageFormats", "ImageData", "Autoencoders", "Safetensors",
    "TensorBoard", "Training", "Benchmarking", "Insight", "ONNX", "Exporting", "Hourglass", "HourglassC",
    "HourglassCommand",
  ]

  /// What lies below a module and is not its business: the engine for what runs on any executor and for images, images for
  /// networks.
  private static let forbidden: [String: Set<String>] = {
    let images: Set = ["Pictures", "ImageFormats", "ImageData"]
    let executors: Set = ["CPUEngine", "XLAEngine"]
    let engines = executors.union(["Tensors", "NeuralNetworks"])
    return [
      "Pictures": engines, "ImageFormats": engines, "ImageData": engines,
      "XLAEngine": ["CPUEngine"],
      "NeuralNetworks": images.union(executors), "Autoencoders": images.union(executors),
      "Safetensors": images.union(engines), "TensorBoard": images.union(engines), "Training": executors,
      "Insight": executors, "ONNX": images.union(executors).union(["NeuralNetworks"]), "Exporting": executors,
    ]
  }()

  /// The only importers of what is not ours.
  private static let importers: [String: Set<String>] = [
    "CKernels": ["CPUEngine", "Statistics"], "CPJRT": ["XLAEngine"], "CMPI": ["Clusters"],
    "CCommit": ["HourglassCommand"],
    "CHourglass": ["HourglassC"],
    "CPNG": ["Pictures"], "CTurboJPEG": ["Pictures"], "CWebP": ["Pictures"], "CTIFF": ["Pictures"],
    "CGIF": ["Pictures"], "CLMDB": ["ImageFormats"],
    "CArchive": ["ImageFormats", "ImageData", "Exporting"], "CZLib": ["ImageFormats", "ImageData", "Safetensors"],
    "CLAPACK": ["Statistics"], "CLuaSandbox": ["Autoencoders"],
    "Yams": ["Settings", "Training"], "SwiftProtobuf": ["ImageFormats", "ImageData", "TensorBoard", "ONNX"],
    "ArgumentParser": ["HourglassCommand"],
  ]

  /// What Swift brings along, on any platform.
  private static let standard: Set = [
    "Foundation", "FoundationEssentials", "FoundationNetworking", "Synchronization", "Dispatch", "Glibc", "Darwin",
    "Testing",
  ]

  @Test func `every module has its place, and imports those below it alone`() throws {
    for (module, files) in try SourceTree.modules() {
      let place = try #require(Self.layers.firstIndex(of: module), "\(module) is in no layer")
      for (imported, file) in try SourceTree.imports(of: files) {
        if let importers = Self.importers[imported] {
          #expect(importers.contains(module), "\(module)/\(file) imports \(imported), which \(importers) alone may")
        } else if let other = Self.layers.firstIndex(of: imported) {
          #expect(other < place, "\(module)/\(file) imports \(imported), which is not below it")
          #expect(
            !Self.forbidden[module, default: []].contains(imported), "\(module)/\(file) must not know of \(imported)")
        } else {
          #expect(Self.standard.contains(imported), "\(module)/\(file) imports \(imported), which nobody may")
        }
      }
    }
  }

  @Test(arguments: ["Sources", "Tests"])
  func `the manifest names whatever a module imports`(folder: String) throws {
    let manifest = try PackageManifest()
    for (module, files) in try SourceTree.modules(in: folder) {
      let named = try #require(manifest.dependencies[module], "no target \(module)")
      let imported = Set(try SourceTree.imports(of: files).keys).subtracting(Self.standard)
      let missing = imported.subtracting(named)
      #expect(missing.isEmpty, "\(module) imports \(missing), which its target does not name")
    }
  }
}
