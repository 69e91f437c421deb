// swift-tools-version: 6.2
import PackageDescription

/// The modules of the library, from the bottom up; each imports those above it in this list only.
let library: [Target.Dependency] = [
  "Diagnostics", "Files", "Clusters", "Settings", "Randomness", "ImageShapes", "Statistics", "Tensors", "CPUEngine",
  "XLAEngine", "NeuralNetworks", "Pictures", "ImageFormats", "ImageData", "Autoencoders", "Safetensors", "TensorBoard",
  "Training", "Benchmarking", "Insight", "ONNX", "Exporting", "Hourglass",
]

/// What every test target may use.
let tested: [Target.Dependency] = library + ["TestSupport", "ReferenceEngine", "ModelCases"]

let package = Package(
  name: "Hourglass",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Hourglass", targets: ["Hourglass"]),
    // The library for C and for languages that call C, such as Python; `make wheel` builds it with Swift's run-time inside.
    .library(name: "hourglass-c", type: .dynamic, targets: ["HourglassC"]),
    .executable(name: "hourglass", targets: ["HourglassCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // Without delimited streams and field masks, which are not used.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    // C: kernels, and module maps of system libraries with a shim header.
    .target(name: "CKernels"),
    // The commit that the program is built from, which `make` writes.
    .target(name: "CCommit"),
    .systemLibrary(
      name: "CZLib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    // JPEG with scaled decoding, BMP and PPM.
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg",
      providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
      name: "CWebP", pkgConfig: "libwebpdemux", providers: [.apt(["libwebp-dev"]), .brew(["webp"])]),
    .systemLibrary(
      name: "CTIFF", pkgConfig: "libtiff-4", providers: [.apt(["libtiff-dev"]), .brew(["libtiff"])]),
    .systemLibrary(name: "CGIF", providers: [.apt(["libgif-dev"]), .brew(["giflib"])]),
    .systemLibrary(
      name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"]), .brew(["lmdb"])]),
    // Archives: .tar.gz and .zip.
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
    // Torch listings are Lua; the target around it holds their limits.
    .systemLibrary(name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"]), .brew(["lua"])]),
    .target(name: "CLuaSandbox", dependencies: ["CLua"]),
    // Eigenvectors and products in double precision: OpenBLAS has LAPACK and BLAS in one library, ten times as fast as
    // the reference; its serial build has no threads of its own. macOS has both in Accelerate.
    .systemLibrary(name: "CLAPACK", providers: [.apt(["libopenblas-serial-dev"])]),

    // The library, from the bottom up.
    .target(name: "Diagnostics"),
    .target(name: "Files", dependencies: ["Diagnostics"]),
    // MPI behind a table of functions of our own: the library that calls it is loaded at run time.
    .target(name: "CMPI", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "Clusters", dependencies: ["Diagnostics", "Files", "CMPI"]),
    .target(name: "Settings", dependencies: ["Diagnostics", "Yams"]),
    .target(name: "Randomness"),
    .target(name: "ImageShapes"),
    // Numerics of evaluation, free of the engine: similarity, ranking, components, classifiers, embeddings.
    .target(
      name: "Statistics", dependencies: ["Diagnostics", "Randomness", "CLAPACK", "CKernels"],
      linkerSettings: [
        .linkedLibrary("openblas", .when(platforms: [.linux])),
        .linkedFramework("Accelerate", .when(platforms: [.macOS])),
      ]),
    .target(name: "Tensors", dependencies: ["Diagnostics", "Clusters", "Randomness", "ImageShapes"]),
    .target(name: "CPUEngine", dependencies: ["Diagnostics", "Clusters", "Randomness", "Tensors", "CKernels"]),
    // PJRT's C interface: declarations of our own, plugins are loaded at run time.
    .target(name: "CPJRT", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "XLAEngine", dependencies: ["Diagnostics", "Clusters", "Files", "Randomness", "Tensors", "CPJRT"]),
    .target(
      name: "NeuralNetworks",
      dependencies: ["Diagnostics", "Settings", "Randomness", "ImageShapes", "Tensors", "CPUEngine"]),
    // Images: codecs, the files that hold many, data sets. None knows the engine.
    .target(
      name: "Pictures",
      dependencies: [
        "Diagnostics", "Files", "Randomness", "ImageShapes", "CPNG", "CTurboJPEG", "CWebP", "CTIFF", "CGIF",
      ]),
    .target(
      name: "ImageFormats",
      dependencies: [
        "Diagnostics", "Files", "Settings", "ImageShapes", "Pictures", "CZLib", "CLMDB", "CArchive",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .target(
      name: "ImageData",
      dependencies: [
        "Diagnostics", "Clusters", "Files", "Settings", "Randomness", "ImageShapes", "Pictures", "ImageFormats",
        "CZLib",
        "CArchive",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .target(
      name: "Autoencoders",
      dependencies: [
        "Diagnostics", "Files", "Settings", "Randomness", "ImageShapes", "Statistics", "Tensors", "CPUEngine",
        "NeuralNetworks", "CLuaSandbox",
      ]),
    .target(name: "Safetensors", dependencies: ["Diagnostics", "Files", "CZLib"]),
    .target(
      name: "TensorBoard",
      dependencies: [
        "Diagnostics", "Files", "Statistics", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .target(
      name: "Training",
      dependencies: [
        "Diagnostics", "Clusters", "Files", "Settings", "Randomness", "ImageShapes", "Tensors", "CPUEngine",
        "NeuralNetworks",
        "Pictures", "ImageFormats", "ImageData", "Autoencoders", "Safetensors", "Yams",
      ]),
    .target(
      name: "Benchmarking",
      dependencies: [
        "Diagnostics", "Clusters", "Randomness", "ImageShapes", "Tensors", "CPUEngine", "NeuralNetworks", "Pictures",
        "ImageFormats", "ImageData",
        "Autoencoders", "Training",
      ]),
    .target(
      name: "Insight",
      dependencies: [
        "Diagnostics", "Files", "Settings", "Statistics", "Randomness", "ImageShapes", "Tensors", "CPUEngine",
        "NeuralNetworks", "Pictures", "ImageFormats", "ImageData", "Autoencoders", "Safetensors", "TensorBoard",
        "Training",
      ]),
    // Models for other run-times.
    .target(
      name: "ONNX",
      dependencies: [
        "Diagnostics", "Files", "Tensors", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .target(
      name: "Exporting",
      dependencies: [
        "Diagnostics", "Files", "Randomness", "ImageShapes", "Tensors", "NeuralNetworks", "ImageFormats", "ImageData",
        "Autoencoders", "Safetensors", "Training", "ONNX", "CArchive",
      ]),
    .target(name: "Hourglass", dependencies: Array(library.dropLast())),

    // The library for C: its header, which is written by hand, and the functions.
    .systemLibrary(name: "CHourglass"),
    .target(name: "HourglassC", dependencies: library + ["CHourglass"]),

    // The command line. It sees the library through Hourglass; the modules below are named as well, because an
    // incremental build looks at the dependencies of a target that are named, and these alone, to see what is stale.
    .executableTarget(
      name: "HourglassCommand",
      dependencies: library + ["CCommit", .product(name: "ArgumentParser", package: "swift-argument-parser")]),

    // Tests. Each may use every module below the one that it tests, and those above for what only they can make.
    .target(name: "TestSupport", dependencies: ["Clusters"], path: "Tests/TestSupport"),
    // Every operation by its formula, in Double: what other executors are tested against.
    .target(name: "ReferenceEngine", dependencies: ["Randomness", "Tensors"], path: "Tests/ReferenceEngine"),
    // Published models and random networks, small, with the batches that they train on.
    .target(
      name: "ModelCases",
      dependencies: [
        "Clusters", "Randomness", "ImageShapes", "Settings", "Tensors", "NeuralNetworks", "Autoencoders",
        "ReferenceEngine",
      ],
      path: "Tests/ModelCases"),
    .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"]),
    .testTarget(name: "DiagnosticsTests", dependencies: tested),
    // One rank of a run, which the tests start by mpirun.
    .executableTarget(
      name: "ClusterProgram", dependencies: ["Diagnostics", "Clusters"], path: "Tests/ClusterProgram"),
    .testTarget(name: "ClustersTests", dependencies: tested),
    .testTarget(name: "FilesTests", dependencies: tested),
    .testTarget(name: "SettingsTests", dependencies: tested),
    .testTarget(name: "ImageShapesTests", dependencies: tested),
    .testTarget(name: "StatisticsTests", dependencies: tested, resources: [.copy("Goldens")]),
    .testTarget(name: "TensorsTests", dependencies: tested, resources: [.copy("Goldens")]),
    .testTarget(name: "XLAEngineTests", dependencies: tested + ["CPJRT"]),
    .testTarget(name: "NeuralNetworksTests", dependencies: tested, resources: [.copy("Goldens")]),
    .target(
      name: "ImageFixtures", dependencies: ["ImageShapes", "Pictures", "ImageFormats", "CZLib", "TestSupport"],
      path: "Tests/ImageFixtures"),
    .testTarget(name: "PicturesTests", dependencies: tested + ["ImageFixtures", "CGIF", "CTurboJPEG", "CZLib"]),
    .testTarget(name: "ImageFormatsTests", dependencies: tested + ["ImageFixtures"]),
    .testTarget(name: "ImageDataTests", dependencies: tested + ["ImageFixtures", "CZLib"]),
    .testTarget(name: "AutoencodersTests", dependencies: tested, resources: [.copy("Goldens")]),
    .testTarget(name: "SafetensorsTests", dependencies: tested),
    .testTarget(name: "TensorBoardTests", dependencies: tested),
    .testTarget(name: "TrainingTests", dependencies: tested + ["ImageFixtures"], resources: [.copy("Fixtures")]),
    .testTarget(name: "InsightTests", dependencies: tested),
    .testTarget(name: "ONNXTests", dependencies: tested),
    .testTarget(name: "HourglassTests", dependencies: tested),
    .testTarget(name: "HourglassCTests", dependencies: tested + ["HourglassC", "CHourglass"]),
    .testTarget(name: "CommandTests", dependencies: tested + ["HourglassCommand"]),
  ],
  swiftLanguageModes: [.v6]
)

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]
/// Targets of C, which have no settings of Swift.
let sourcesInC: Set = ["CKernels", "CCommit", "CLuaSandbox", "CMPI", "CPJRT"]
/// Targets with loops over numbers, pixels and bytes, which are optimized.
///
/// The others describe, read, write and print: optimizing them takes longer than all else of a build and gains nothing. What
/// tests need is optimized, since they compare many numbers.
let optimized: Set = [
  "Clusters", "Files", "Randomness", "Statistics", "Tensors", "CPUEngine", "Pictures", "ImageFormats", "ImageData",
  "Safetensors", "Benchmarking", "HourglassC",
]
for target in package.targets
where [.regular, .executable, .test].contains(target.type) && !sourcesInC.contains(target.name) {
  target.swiftSettings = settings
  let isForTests = target.type == .test || target.path?.hasPrefix("Tests/") == true
  if !isForTests, !optimized.contains(target.name) {
    target.swiftSettings =
      settings + [.unsafeFlags(["-Onone", "-assert-config", "Release"], .when(configuration: .release))]
  }
}
