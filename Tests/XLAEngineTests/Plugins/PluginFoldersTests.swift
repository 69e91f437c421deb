import Diagnostics
import Foundation
import TestSupport
import Testing
import XLAEngine

/// Where plugins are found, and what is said where there is none.
@Suite struct PluginFoldersTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var environment: [String: String] { ["HOURGLASS_DEVICES": folder("devices"), "HOME": folder("home")] }

  @Test func `an installed plugin is found before that of an active environment, and a named one before all`() throws {
    let place = "lib/python3.11/site-packages/jax_plugins/xla_cuda12/xla_cuda_plugin.so"
    let cuda = try #require(DeviceKind.named("cuda"))
    let active = try folder.write([], "active/\(place)")
    var environment = environment
    environment["VIRTUAL_ENV"] = folder("active")
    #expect(cuda.plugins(environment: environment) == [active])
    let installed = try folder.write([], "devices/cuda12/\(place)")
    #expect(cuda.plugins(environment: environment) == [installed, active])
    environment["PJRT_NAMES_AND_LIBRARY_PATHS"] = "rocm:/other.so,cuda:/named.so"
    #expect(cuda.plugins(environment: environment).first == "/named.so")
  }

  @Test func `without a plugin the error says what installs one`() throws {
    let error = try #require(throws: DeviceError.self) { try Plugin.find("cuda", environment: environment) }
    #expect(error.code == .noPlugin)
    #expect(error.description.contains("hourglass device install cuda12"))
    let unknown = try #require(throws: DeviceError.self) { try Plugin.find("cuds", environment: environment) }
    #expect(unknown.description.contains("did you mean cuda?"))
  }

  @Test(
    arguments: [
      ("cpu", "cpu", nil), ("/cpu:0", "cpu", nil), ("/gpu:1", "cuda", 1),
      ("/device/plugin.so", "/device/plugin.so", nil),
      ("cuda", "cuda", nil), ("CUDA:2", "cuda", 2), ("gpu", "cuda", nil), ("auto", "auto", nil),
      ("cpu-xla", "cpu-xla", nil),
    ] as [(String, String, Int?)])
  func `a device is named by kind and number, or by a plugin's path`(text: String, plugin: String, number: Int?) throws
  {
    let name = try DeviceName(text)
    #expect(name.plugin == plugin)
    #expect(name.number == number)
  }

  @Test(arguments: ["", "cpu:1", "cuda:x", "cuda:-1", "auto:0", "quantum"])
  func `other names are refused`(text: String) {
    #expect(throws: DeviceError.self) { try DeviceName(text) }
  }

  @Test func `every package has wheels with a hash each, and fits a kind`() throws {
    for kind in DeviceKind.all {
      for name in kind.packages {
        let package = try PluginPackage.named(name)
        #expect(package.kind == kind)
        #expect(try #require(package.downloadByteCount(machine: "x86_64")) > 1_000_000)
        #expect(["pjrt", "libtpu"].contains { package.version.contains($0) })
      }
    }
    let error = try #require(throws: DeviceError.self) { try PluginPackage.named("cuda11") }
    #expect(error.description.contains("hourglass device install cuda12"))
  }

  @Test func `a plugin that searches for minutes is not loaded without a driver, and is no candidate`() throws {
    let tpu = try #require(DeviceKind.named("tpu"))
    let path = try folder.write([], "devices/tpu/lib/python3.11/site-packages/libtpu/libtpu.so")
    #expect(tpu.plugins(environment: environment) == [path])
    guard tpu.driver == nil else { return }
    let error = try #require(throws: DeviceError.self) { try Plugin.find("tpu", environment: environment) }
    #expect(error.code == .noDevice)
    #expect(error.description.contains(path))
    #expect(tpu.candidate(environment: environment) == nil)
  }

  @Test func `a plugin that the environment names is a candidate without a driver`() throws {
    let kind = try #require(DeviceKind.named("cpu-xla"))
    var environment = environment
    environment["PJRT_NAMES_AND_LIBRARY_PATHS"] = "cpu-xla:/named.so"
    #expect(kind.candidate(environment: environment) == "/named.so")
    try folder.write([], "devices/cpu-xla/lib/python3.11/site-packages/xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so")
    environment["PJRT_NAMES_AND_LIBRARY_PATHS"] = nil
    #expect(kind.candidate(environment: environment) == nil)
  }
}
