import Foundation

/// Makes a script that can be executed.
///
/// Another process writes it: a descriptor that is open for writing here could be inherited by a process that another test
/// starts at that moment, and the system starts no program that is being written ("text file busy").
package func writeScript(_ script: String, to path: String) throws {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/bash")
  process.arguments = ["-c", #"printf '%s\n' "$2" >"$1" && chmod 755 "$1""#, "bash", path, script]
  try process.run()
  process.waitUntilExit()
  if process.terminationStatus != 0 { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
}
