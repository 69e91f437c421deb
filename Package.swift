// swift-tools-version: 6.2
import PackageDescription

/// The modules of the library.
let library: [Target.Dependency] = [
  "Hourglass", "Insight", "Training", "Autoencoders", "ImageData", "NeuralNetworks", "Tensors", "Files", "Diagnostics",
]

let package = Package(
  name: "Hourglass",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Autoencoders", targets: ["Autoencoders"]),
  ],
  targets: [
    .target(name: "CKernels"),
    .target(name: "Diagnostics"),
    .target(name: "Files", dependencies: ["Diagnostics"]),
    .target(name: "Tensors", dependencies: ["CKernels", "Diagnostics"]),
    .target(name: "NeuralNetworks", dependencies: ["Tensors", "Diagnostics"]),
    .target(name: "Autoencoders", dependencies: ["NeuralNetworks", "Tensors", "Diagnostics"]),
    .target(name: "TestSupport", dependencies: [], path: "Tests/TestSupport"),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "Diagnostics", "TestSupport"]),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "Diagnostics"], resources: [.copy("Goldens")]),
  ],
  swiftLanguageModes: [.v6]
)

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]
for target in package.targets where [.regular, .executable, .test].contains(target.type) && target.name != "CKernels" {
  target.swiftSettings = settings
}
