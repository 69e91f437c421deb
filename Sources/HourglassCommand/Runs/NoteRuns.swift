import ArgumentParser
import Hourglass

extension Runs {
  /// The command `hourglass runs tag`.
  struct Tag: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add tags to a run, or remove them.",
      discussion: """
          hourglass runs tag AE/MNIST_Adam_lr=0.001 paper baseline
          hourglass runs tag AE/MNIST_Adam_lr=0.001 baseline --remove

        Without tags, the run's tags are printed. They are saved in run-notes.json in \
        the run's folder; run.yaml stays as it is.
        """)

    @OptionGroup var source: RunOption

    @Argument(help: ArgumentHelp("Tags, each one word.", valueName: "tag"))
    var tags: [String] = []

    @Flag(help: "Remove these tags instead.")
    var remove = false

    func validate() throws {
      if remove, tags.isEmpty { throw ValidationError("--remove: name the tags to remove") }
    }

    func run() throws {
      let directory = try source.directory()
      let notes =
        tags.isEmpty
        ? try RunNotes(of: directory)
        : try RunNotes.change(of: directory) { notes in
          for tag in tags {
            if remove { try notes.remove(tag: tag) } else { try notes.add(tag: tag) }
          }
        }
      print("\(source.name): \(notes.tags.isEmpty ? "no tags" : notes.tags.joined(separator: " "))")
    }
  }

  /// The command `hourglass runs note`.
  struct Note: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a note about a run, or print it.",
      discussion: """
          hourglass runs note AE/MNIST_Adam_lr=0.001 "too few filters"

        An earlier note is replaced; without a text, the note is printed.
        """)

    @OptionGroup var source: RunOption

    @Argument(help: ArgumentHelp("The note.", valueName: "text"))
    var text: String?

    @Flag(help: "Remove the note.")
    var remove = false

    func validate() throws {
      if remove, text != nil { throw ValidationError("give a text or --remove, not both") }
    }

    func run() throws {
      let directory = try source.directory()
      let notes =
        remove || text != nil
        ? try RunNotes.change(of: directory) { try $0.set(note: text) } : try RunNotes(of: directory)
      print("\(source.name): \(notes.note ?? "no note")")
    }
  }

  /// The command `hourglass runs group`.
  struct Group: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put runs into a group, or print the group of a run.",
      usage: "hourglass runs group <run> ... <name> [--remove] [--runs <dir>]",
      discussion: """
          hourglass runs group AE/MNIST_Adam_lr=0.001 AE/MNIST_SGD_lr=0.1 "first tries"
          hourglass runs group AE/MNIST_SGD_lr=0.1 --remove

        The last word is the group's name; a run alone prints its group. A run has one \
        group at most. Without one, the first part of a name of three parts is its group.
        """)

    @Argument(
      help: ArgumentHelp("Runs, their names below --runs or their folders, then the group's name.", valueName: "word"))
    var words: [String]

    @Flag(help: "Take these runs out of their groups; all words name runs.")
    var remove = false

    @OptionGroup var runs: RunsOption

    func run() throws {
      let isNamed = words.count > 1 && !remove
      let names = isNamed ? Array(words.dropLast()) : words
      let directories = try names.map(runs.directory)
      for (name, directory) in zip(names, directories) {
        let notes =
          isNamed || remove
          ? try RunNotes.change(of: directory) { try $0.set(group: isNamed ? words.last : nil) }
          : try RunNotes(of: directory)
        let below = "\(runs.folder)/"
        let run = directory.path.hasPrefix(below) ? String(directory.path.dropFirst(below.count)) : name
        print("\(name): \(notes.group(ofRun: run) ?? "no group")")
      }
    }
  }

  /// The command `hourglass runs archive`.
  struct Archive: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hide runs from lists; they stay where they are.",
      discussion: """
          hourglass runs archive AE/MNIST_Adam_lr=0.001
          hourglass runs archive AE/MNIST_Adam_lr=0.001 --undo
        """)

    @OptionGroup var source: RunNamesOption

    @Flag(help: "List the runs again.")
    var undo = false

    func run() throws {
      let directories = try source.names.map(source.runs.directory)
      for (name, directory) in zip(source.names, directories) {
        try RunNotes.change(of: directory) { $0.isArchived = !undo }
        print("\(name) is \(undo ? "listed again" : "archived; `hourglass runs list --all` lists it")")
      }
    }
  }
}
