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

        Without tags, the run's tags are printed. They are saved in run-notes.json in
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
