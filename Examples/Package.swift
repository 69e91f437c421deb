// swift-tools-version: 6.2
import PackageDescription

/// A package as a user of the library has it.
let package = Package(
  name: "Examples",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Hourglass", path: "..")],
  targets: [
    .executableTarget(name: "Examples", dependencies: [.product(name: "Hourglass", package: "Hourglass")])
  ],
  swiftLanguageModes: [.v6]
)
