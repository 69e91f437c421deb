import Foundation

/// Programs that tests make and start.
///
/// Another process writes them: a descriptor that is open for writing here could be inherited by a process that another
/// test starts at that moment, and the system starts no program that is being written ("text file busy").
package enum WrittenProgram {
  /// Makes a script that can be executed, and the folders on its way.
  package static func write(_ script: String, to path: String) throws {
    try make(path, #"printf '%s\n' "$2" >"$1" && chmod 755 "$1""#, script)
  }

  /// Copies a program, and makes the folders on its way.
  package static func copy(_ program: String, to path: String) throws {
    try make(path, #"cp "$2" "$1""#, program)
  }

  private static func make(_ path: String, _ command: String, _ argument: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let (status, output) = try run("bash", ["-c", command, "bash", path, argument])
    if status != 0 { throw CocoaError(.fileWriteUnknown, userInfo: ["output": output]) }
  }
}
