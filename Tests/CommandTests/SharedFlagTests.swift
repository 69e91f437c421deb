import Testing

/// Flags that several commands have.
@Suite struct SharedFlagTests {
  /// Commands that work on trained runs.
  private static let commands = [
    ["evaluate"], ["reconstruct"], ["sample"], ["interpolate"], ["traverse"], ["embed"], ["encode"], ["decode"],
    ["denoise"], ["inspect"], ["probe"], ["frechet"], ["anomaly"], ["score"], ["film"], ["runs", "show"],
    ["runs", "export"], ["runs", "compare"], ["runs", "tag"], ["runs", "note"], ["runs", "group"],
    ["runs", "archive"], ["runs", "rename"],
  ]

  /// The help of each flag of a command, on one line.
  private func flags(_ help: String) -> [String: String] {
    var found: [String: String] = [:]
    var name: String?
    for line in help.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      if line.hasPrefix("  --"), let flag = words.first {
        name = flag
        found[flag] = words.dropFirst().drop { $0.hasPrefix("<") || $0.hasPrefix("--") }.joined(separator: " ")
      } else if line.hasPrefix("      "), let flag = name {
        found[flag] = ([found[flag] ?? ""] + words).filter { !$0.isEmpty }.joined(separator: " ")
      } else {
        name = nil
      }
    }
    return found
  }

  @Test func `flags of one name have one help`() throws {
    let program = try Program()
    var helps: [String: [String: String]] = [:]
    for command in Self.commands {
      let outcome = try program(command + ["--help"])
      #expect(outcome.status == 0)
      for (flag, help) in flags(outcome.output) { helps[flag, default: [:]][command.joined(separator: " ")] = help }
    }
    for (flag, commands) in [
      ("--force", 14), ("--seed", 3), ("--images", 3), ("--dataset", 8), ("--runs", 23), ("--threads", 16),
      ("--device", 16), ("--data-root", 13),
    ] {
      let found = try #require(helps[flag])
      #expect(found.count >= commands && Set(found.values).count == 1, "\(flag) \(found)")
    }
  }

  @Test(arguments: [
    ["inspect", "mine", "--layer", "encoder"], ["score", "mine", "images/one.png"], ["runs", "show", "mine"],
  ])
  func `a folder with files is not written into without --force`(_ command: [String]) throws {
    let program = try Program()
    try program.trained("--epochs", "1", "--no-film", "--no-tensorboard")
    #expect(try program("data", "show", "images", "--output", "images/one.png", "--count", "1").status == 0)
    #expect(try program(command + ["--output", "out"]).status == 0)
    expectWrongUsage(try program(command + ["--output", "out"]), "out", "not empty", "--force")
    let again = try program(command + ["--output", "out", "--force"])
    #expect(again.status == 0, "\(again.errors)")
  }
}
