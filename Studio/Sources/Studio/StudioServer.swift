public import Catalogue
import Hourglass
public import Hummingbird
public import Jobs
import Logging
public import NIOCore
import ServiceLifecycle
public import Web

/// The workbench in the browser: pages, JSON, events.
public struct StudioServer: Sendable {
  /// What it serves, and where it listens.
  public let settings: StudioSettings
  /// What its answers share.
  public let site: Site
  /// The jobs: trainings, imports, downloads.
  public let queue: JobQueue
  /// The index of runs and data sets.
  public let catalogue: Catalogue
  /// Work that blocks or computes.
  let compute = ComputeQueue("compute")
  /// Trained runs that are loaded for pages.
  let models: LoadedModels
  /// Work that takes minutes, such as unpacking an archive.
  let slowWork = ComputeQueue("slow work", threads: 1, waiting: 16)
  /// The images that new data sets may be made of.
  let previews = PreviewStore()
  /// Opened images and threads of the pages for new runs.
  let newRun = NewRunTools()
  /// The codes of runs, and what is computed with them.
  let latent: LatentTools
  /// The run files that were read last.
  let runFiles = RunFileStore()
  /// The events of the runs that were looked at last.
  let runEvents = RunEventsStore()
  /// How the latest changes are undone.
  let undo = UndoList()
  /// What runs are compared with: PCA and the mean image on their images.
  let baselines: RunBaselines
  /// Fetches pictures by their address, where that is allowed.
  let fetcher: PictureFetcher
  /// Scores of many images by the models of runs.
  let scorings: Scorings
  /// The reports of comparisons.
  let comparisons: ComparisonFolders
  /// The images that pages of scores showed last.
  let openedImages = OpenedImages()

  /// Opens the folder of runs, and reads the templates and assets.
  ///
  /// - Throws: `WebError` when a file of the pages is missing, `JobError` when another server has the folder,
  ///   `CatalogueError` when it cannot be written.
  public init(_ settings: StudioSettings) async throws {
    self.settings = settings
    var jobs = JobQueueSettings(program: settings.program)
    jobs.slots = settings.threads
    if let root = settings.dataRoot { jobs.environment[DatasetCatalogue.environmentVariable] = root }
    // First of all the lock on the folder: two servers must not both replace the catalogue.
    let queue = try JobQueue(runs: settings.runs, settings: jobs)
    let catalogue = try Catalogue(runs: settings.runs)
    (self.queue, self.catalogue) = (queue, catalogue)
    let resources = try StudioResources()
    site = Site(
      pages: try await Pages(folder: resources.templates), assets: try AssetMap(folder: resources.assets),
      events: EventHub(),
      safety: SafetyRules(otherHosts: settings.hostNames, listeningAt: settings.host), access: settings.access,
      version: { queue.version &+ catalogue.version })
    baselines = RunBaselines(runs: queue.store.runs, dataRoot: settings.dataRoot)
    latent = LatentTools(runs: queue.store.runs, dataRoot: settings.dataRoot, events: site.events)
    models = LoadedModels(runs: queue.store.runs, maxBytes: settings.modelMemory, threads: min(settings.threads, 4))
    fetcher = PictureFetcher(settings.fetching)
    comparisons = ComparisonFolders(folder: "\(catalogue.folder)/.studio/comparisons")
    scorings = Scorings(folder: "\(catalogue.folder)/.studio/scorings", events: site.events)
  }

  /// Everything that the server answers.
  public var endpoints: [Endpoint] {
    homeEndpoints + runEndpoints + runActionEndpoints + jobEndpoints + deviceEndpoints + machineEndpoints
      + rankEndpoints + undoEndpoints
      + dataSetEndpoints + newRunEndpoints + compareEndpoints + reportEndpoints + cataloguePageEndpoints + testEndpoints
      + latentEndpoints
      + testManyEndpoints + anomalyEndpoints + denoiseEndpoints
  }

  /// The server as a service, with what works beside it: the queue of jobs and the look at the folders.
  ///
  /// - Parameters:
  ///   - thread: The thread of the connections, which the tasks of the service should prefer, too; nil for one a core.
  ///   - onServerRunning: Called with the channel that listens.
  public func application(
    on thread: ServerThread? = nil,
    onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
  ) -> some ApplicationProtocol {
    let logger = Logger(label: "hourglass-studio", factory: FaultLog.init)
    var application = site.application(
      endpoints, title: "Hourglass Studio", version: "1", host: settings.host, port: settings.port, thread: thread,
      logger: logger, onServerRunning: onServerRunning)
    application.addServices(
      EventForwarding(queue: queue, catalogue: catalogue, events: site.events),
      Background {
        resume(scorings)
        removeOldComparisons()
        // Plugins may take minutes to start.
        async let devices: Void = queue.lookForDevices()
        async let mpi: Void = queue.lookForMPI()
        await queue.run()
        _ = await (devices, mpi)
      }, Background { await catalogue.follow() }, Background { await followDataSets() },
      Background { await latent.works.stopAtEnd() })
    return application
  }
}

/// Work beside the server that ends when the server does.
struct Background: Service {
  let work: @Sendable () async -> Void

  func run() async throws {
    await cancelWhenGracefulShutdown { await work() }
  }
}
