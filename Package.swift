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
    .library(name: "Insight", targets: ["Insight"]),
    .library(name: "Training", targets: ["Training"]),
  ],
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "CKernels"),
    .systemLibrary(
      name: "CZLib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .target(name: "Diagnostics"),
    .target(name: "Files", dependencies: ["Diagnostics"]),
    .target(name: "Tensors", dependencies: ["CKernels", "Diagnostics"]),
    .target(name: "NeuralNetworks", dependencies: ["Tensors", "Diagnostics"]),
    .target(name: "Autoencoders", dependencies: ["NeuralNetworks", "Tensors", "Diagnostics"]),
    .target(name: "ImageData", dependencies: ["Tensors", "Files", "Diagnostics", "CZLib", "CPNG"]),
    .target(
      name: "Training",
      dependencies: [
        "Autoencoders", "NeuralNetworks", "ImageData", "Tensors", "Files", "Diagnostics", "CZLib", "Yams",
      ]),
    .target(name: "Insight", dependencies: ["ImageData", "Tensors", "Diagnostics"]),
    .target(name: "TestSupport", dependencies: [], path: "Tests/TestSupport"),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "Diagnostics", "TestSupport"]),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "Diagnostics"], resources: [.copy("Goldens")]),
    .testTarget(
      name: "ImageDataTests", dependencies: ["ImageData", "Tensors", "Files", "Diagnostics", "CZLib", "TestSupport"]),
    .testTarget(
      name: "AutoencodersTests",
      dependencies: ["Autoencoders", "Training", "ImageData", "NeuralNetworks", "Tensors", "Diagnostics"],
      resources: [.copy("Goldens")]),
    .testTarget(name: "InsightTests", dependencies: ["Insight", "ImageData", "Tensors"]),
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
