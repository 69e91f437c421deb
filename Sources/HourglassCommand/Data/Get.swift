import ArgumentParser
import Foundation
import Hourglass

extension DataCommand {
  /// The command `hourglass data get`.
  struct Get: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Download a data set and verify it.",
      discussion: """
        Known: \(Get.names.joined(separator: ", ")). The same command \
        resumes an interrupted download. Without a network:
          hourglass data get mnist --from /media/usb/mnist
        """)

    @Argument(
      help: ArgumentHelp("The data set.", valueName: "name"), completion: .list(Get.names))
    var name: String

    @Option(
      help: ArgumentHelp(
        "A file, a folder or an address to read the files from. (default: the published addresses)",
        valueName: "file|dir|url"))
    var from: String?

    @Option(
      help: ArgumentHelp(
        "The folder to put the data set in. (default: $HOURGLASS_DATA, else ~/.cache/hourglass)", valueName: "dir"))
    var dataRoot: String?

    @OptionGroup var eventFile: EventsOption

    @Flag(help: "Download files again that are there and verified.")
    var force = false

    private static let all = DatasetCatalogue.standard.known.filter { $0.download != nil }
    private static let names = all.map(\.name)

    func validate() throws {
      guard known != nil else {
        throw ValidationError(
          "no data set \(name) to download; \(knownNames(Get.names, insteadOf: name))")
      }
      guard root != nil else {
        throw ValidationError("there is no home folder to put the data in; name one with --data-root")
      }
    }

    private var root: String? {
      dataRoot ?? DataRoot.standard(environment: ProcessInfo.processInfo.environment)
    }

    private var known: KnownDataset? { Self.all.first { $0.name == name.lowercased() } }

    func run() throws {
      guard let set = known, let root else { fatalError("the name was not checked") }
      let log = try eventFile.log()
      Interruption.watch()
      let printer = DownloadPrinter()
      var downloader = Downloader()
      downloader.progress = {
        printer.show($0)
        log.show($0)
      }
      downloader.isCancelled = { Interruption.isRequested }
      let result: DownloadResult
      do {
        result = try log.recording {
          defer { printer.end() }
          return try set.download(
            into: root, from: from.map { DownloadSource($0) } ?? .mirrors, force: force, with: downloader)
        } summary: {
          DataSummary(folder: $0.folder)
        }
      } catch let error as DownloadError where error.code == .interrupted {
        print("\(error)")
        throw ExitCode(Interruption.exitCode)
      }
      for file in result.kept { print("\(file): there and right") }
      for file in result.fetched { print("\(file): fetched and verified") }
      print("\(set.title) is in \(result.folder)")
    }
  }
}
