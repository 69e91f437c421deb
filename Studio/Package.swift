// swift-tools-version: 6.2
import PackageDescription

/// The Studio: Hourglass in the browser.
///
/// A package of its own, so that neither the library nor the program resolves or builds a server.
let package = Package(
  name: "Studio",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "hourglass-studio", targets: ["StudioCommand"])],
  dependencies: [
    .package(name: "Hourglass", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
  ],
  targets: [
    // Endpoints, pages, event streams and safety; knows nothing of Hourglass.
    .target(
      name: "Web",
      dependencies: [
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"), "CGzip",
      ]),
    .systemLibrary(name: "CGzip", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    // What malloc offers beyond the C standard.
    .systemLibrary(name: "CMalloc"),
    // Job folders, the queue, child processes.
    .target(
      name: "Jobs",
      dependencies: [
        .product(name: "Hourglass", package: "Hourglass"), .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux])),
      ]),
    // The index of runs, data sets and jobs, which can be rebuilt from their folders.
    .target(
      name: "Catalogue",
      dependencies: [
        "Jobs", .product(name: "Hourglass", package: "Hourglass"), .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    // Pages and JSON of Hourglass.
    .target(
      name: "Studio",
      dependencies: [
        "Web", "Jobs", "Catalogue", .product(name: "Hourglass", package: "Hourglass"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"), .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      resources: [.copy("Resources")]),
    .executableTarget(
      name: "StudioCommand",
      dependencies: [
        "Web", "Jobs", "Catalogue", "Studio", "CMalloc", .product(name: "Hourglass", package: "Hourglass"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
      ]),
    // What tests of several modules use.
    .target(name: "StudioTestSupport", path: "Tests/StudioTestSupport"),
    .testTarget(
      name: "WebTests",
      dependencies: [
        "Web", "StudioTestSupport", .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "JobsTests", dependencies: ["Jobs", "StudioTestSupport", .product(name: "Hourglass", package: "Hourglass")]),
    .testTarget(
      name: "CatalogueTests",
      dependencies: [
        "Catalogue", "Jobs", "StudioTestSupport", .product(name: "Hourglass", package: "Hourglass"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "StudioTests",
      dependencies: [
        "Web", "Jobs", "Catalogue", "Studio", "StudioTestSupport",
        .product(name: "Hourglass", package: "Hourglass"),
        .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Hummingbird", package: "hummingbird"),
      ]),
  ],
  swiftLanguageModes: [.v6])

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]
for target in package.targets where target.type != .system {
  // Tests see what is internal in release builds, too; nobody depends on this package, so that it may say so. They
  // themselves are not optimized, which takes longer than they run.
  switch target.type {
  case .regular: target.swiftSettings = settings + [.unsafeFlags(["-enable-testing"])]
  case .test:
    target.swiftSettings =
      settings + [.unsafeFlags(["-Onone", "-assert-config", "Release"], .when(configuration: .release))]
  default: target.swiftSettings = settings
  }
}
