public import Foundation
import Hourglass
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The accelerators of this machine, as the program found them.
public struct DeviceSurvey: Codable, Hashable, Sendable {
  /// All kinds of device that the program knows.
  public var findings: [DeviceFinding]
  /// Why the program could not be asked, one sentence; nil where it answered.
  public var failure: String?
  /// When the program answered.
  public var time: Date

  /// Creates a survey; the parameters are its properties.
  public init(_ findings: [DeviceFinding], failure: String? = nil, time: Date = Date()) {
    (self.findings, self.failure, self.time) = (findings, failure, time)
  }

  /// All devices, in the order of the kinds.
  public var devices: [ComputeDevice] { findings.flatMap(\.devices) }

  /// The devices that `auto` measures: the first of each kind with a driver.
  public var measured: [ComputeDevice] { findings.filter(\.isMeasured).compactMap(\.devices.first) }

  /// The findings of the kinds whose devices `wanted` may name; `auto` is one of those that are measured.
  public func findings(for wanted: String) -> [DeviceFinding] {
    wanted == DeviceRequest.automatic
      ? findings.filter { $0.isMeasured && !$0.devices.isEmpty }
      : findings.filter { $0.devices.contains { $0.isNamed(wanted) } }
  }

  /// The survey with the devices that processes have and that could not be found again.
  ///
  /// A device that another process has may refuse to be looked at.
  ///
  /// - Parameters:
  ///   - taken: The names of the devices.
  ///   - earlier: The survey that they are from.
  func keeping(_ taken: Set<String>, of earlier: DeviceSurvey?) -> DeviceSurvey {
    guard let earlier, !taken.isEmpty else { return self }
    var survey = self
    for old in earlier.findings where old.devices.contains(where: { taken.contains($0.name) }) {
      if let place = survey.findings.firstIndex(where: { $0.kind == old.kind }) {
        if survey.findings[place].devices.isEmpty { survey.findings[place] = old }
      } else {
        survey.findings.append(old)
      }
    }
    return survey
  }

  /// Asks the program, whose plugins are started in processes of their own.
  ///
  /// - Parameters:
  ///   - program: The program `hourglass`.
  ///   - environment: Its environment.
  static func made(by program: String, environment: [String: String]) async -> DeviceSurvey {
    let answer: (output: String?, errors: String?, isDone: Bool)
    do {
      let result = try await Subprocess.run(
        .path(FilePath(program)), arguments: ["device", "list", "--json"],
        environment: .custom(Environment.variables(environment)), input: .none, output: .string(limit: 1 << 20),
        error: .string(limit: 1 << 16))
      answer = (result.standardOutput, result.standardError, result.terminationStatus.isSuccess)
    } catch {
      answer = (nil, "\(error)", false)
    }
    guard answer.isDone, let output = answer.output else {
      let lines = (answer.errors ?? "").split(whereSeparator: \.isNewline)
      let prefix = StandardError.errorPrefix
      let error = lines.first { $0.hasPrefix(prefix) }?.dropFirst(prefix.count) ?? lines.first
      return DeviceSurvey([], failure: error.map(String.init) ?? "the program gave no answer")
    }
    do {
      return DeviceSurvey(try findings(output))
    } catch {
      return DeviceSurvey([], failure: "the program's answer is not understood")
    }
  }

  /// What the program printed: an object a line.
  static func findings(_ output: String) throws -> [DeviceFinding] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try output.split(whereSeparator: \.isNewline).map {
      try decoder.decode(DeviceFinding.self, from: Data($0.utf8))
    }
  }
}
