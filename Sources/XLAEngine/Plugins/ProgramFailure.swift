internal import Diagnostics

/// What a program printed that did not succeed.
struct ProgramFailure {
  let text: String
  let status: Int32

  /// The last line.
  var line: String {
    text.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }.map(String.init) ?? "status \(status)"
  }
}

extension DeviceError {
  /// Why pip did not install the wheels of `package` into an environment of this version of Python.
  init(package: PluginPackage, pip failure: ProgramFailure, python: String?) {
    let reach = "see that the machine reaches the package index, then try again"
    func failed(_ what: String, got: String, cure: String?) -> DeviceError {
      DeviceError(.failed, Report(what, place: package.name, got: got, cure: cure))
    }
    // Without a network, too, pip says that it found no wheel.
    let isOffline = ["Retrying (", "ConnectionError", "Temporary failure"].contains { failure.text.contains($0) }
    let missing = package.wheels.first { failure.text.contains("No matching distribution found for \($0.name)=") }
    self =
      if isOffline {
        failed("the package index cannot be reached", got: failure.line, cure: reach)
      } else if failure.text.contains("DO NOT MATCH THE HASHES") {
        failed(
          "a wheel of the package index does not have the checksum that it had", got: failure.line,
          cure: "nothing was installed; where a mirror serves the index, ask who runs it")
      } else if let missing {
        DeviceError(
          .noPlugin,
          Report(
            "there is no wheel for this Python", place: "\(missing.name) \(missing.version)",
            got: python.map { "Python \($0)" }, cure: "put another python3 first on PATH; 3.12 has all wheels"))
      } else {
        failed("the plugin cannot be installed", got: failure.line, cure: reach)
      }
  }
}
