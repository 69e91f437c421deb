// swift-tools-version: 6.2
import PackageDescription

/// The modules of the library.
let library: [Target.Dependency] = [
  "Hourglass", "Insight", "Benchmarking", "Training", "Safetensors", "Autoencoders", "Settings", "ImageData",
  "NeuralNetworks", "Tensors", "Files", "Diagnostics",
]

let package = Package(
  name: "Hourglass",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Hourglass", targets: ["Hourglass"]),
    .executable(name: "hourglass", targets: ["HourglassCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    // C: kernels, and module maps of system libraries with a shim header.
    .target(name: "CKernels"),
    .systemLibrary(
      name: "CZLib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    // JPEG with scaled decoding, BMP and PPM.
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg",
      providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
      name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"]), .brew(["lmdb"])]),
    // Archives: .tar.gz and .zip.
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
    // Eigenvectors and products in double precision: OpenBLAS has LAPACK and BLAS in one library, ten times as fast as
    // the reference; its serial build has no threads of its own. macOS has both in Accelerate.
    .systemLibrary(name: "CLAPACK", providers: [.apt(["libopenblas-serial-dev"])]),

    // The library, from the bottom up.
    .target(name: "Diagnostics"),
    .target(name: "Files", dependencies: ["Diagnostics"]),
    .target(name: "Tensors", dependencies: ["CKernels", "Diagnostics"]),
    .target(name: "Settings", dependencies: ["Diagnostics", "Yams"]),
    .target(name: "NeuralNetworks", dependencies: ["Tensors", "Settings", "Diagnostics"]),
    .target(
      name: "Autoencoders",
      dependencies: ["NeuralNetworks", "Tensors", "Settings", "Diagnostics", "CLAPACK"],
      linkerSettings: [
        .linkedLibrary("openblas", .when(platforms: [.linux])),
        .linkedFramework("Accelerate", .when(platforms: [.macOS])),
      ]),
    .target(
      name: "ImageData",
      dependencies: [
        "Settings", "Tensors", "Files", "Diagnostics", "CZLib", "CPNG", "CTurboJPEG", "CLMDB", "CArchive",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .target(name: "Safetensors", dependencies: ["Files", "Diagnostics", "CZLib"]),
    .target(
      name: "Training",
      dependencies: [
        "Safetensors", "Autoencoders", "NeuralNetworks", "ImageData", "Tensors", "Settings", "Files", "Diagnostics",
        "Yams",
      ]),
    .target(
      name: "Benchmarking",
      dependencies: ["Training", "Autoencoders", "NeuralNetworks", "ImageData", "Tensors", "Diagnostics"]),
    .target(
      name: "Insight",
      dependencies: ["Training", "Autoencoders", "NeuralNetworks", "ImageData", "Tensors", "Diagnostics"]),
    .target(
      name: "Hourglass",
      dependencies: [
        "Insight", "Benchmarking", "Training", "Safetensors", "Autoencoders", "Settings", "ImageData",
        "NeuralNetworks", "Tensors", "Files", "Diagnostics",
      ]),

    // The command line. It sees the library through Hourglass; the modules below are named as well, because an
    // incremental build looks at the dependencies of a target that are named, and these alone, to see what is stale.
    .executableTarget(
      name: "HourglassCommand",
      dependencies: library + [.product(name: "ArgumentParser", package: "swift-argument-parser")]),

    // Tests.
    .target(name: "TestSupport", dependencies: [], path: "Tests/TestSupport"),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(name: "SettingsTests", dependencies: ["Settings", "Diagnostics"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "Diagnostics", "TestSupport"]),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "Diagnostics"], resources: [.copy("Goldens")]),
    .testTarget(
      name: "NeuralNetworksTests", dependencies: ["NeuralNetworks", "Tensors", "Settings", "Diagnostics"],
      resources: [.copy("Goldens")]),
    .testTarget(
      name: "ImageDataTests",
      dependencies: [
        "ImageData", "Settings", "Tensors", "Files", "Diagnostics", "CTurboJPEG", "CZLib", "TestSupport",
      ]),
    .testTarget(
      name: "AutoencodersTests",
      dependencies: ["Autoencoders", "Training", "ImageData", "NeuralNetworks", "Tensors", "Diagnostics"],
      resources: [.copy("Goldens")]),
    .testTarget(
      name: "SafetensorsTests", dependencies: ["Safetensors", "Files", "Diagnostics", "TestSupport"]),
    .testTarget(name: "TrainingTests", dependencies: library + ["TestSupport"]),
    .testTarget(name: "InsightTests", dependencies: ["Insight", "ImageData", "Tensors"]),
    .testTarget(name: "CommandTests", dependencies: library + ["HourglassCommand", "TestSupport"]),
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
