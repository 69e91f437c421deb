public import NIOCore
import NIOPosix

/// The thread of a server: its connections and the tasks that answer them.
///
/// Waking another thread takes longer than most answers. Work that computes or blocks belongs on other threads.
///
///     let thread = ServerThread()
///     try await withTaskExecutorPreference(thread) { try await services.run() }
public final class ServerThread: TaskExecutor {
  /// The loop of the thread's connections.
  public let loops: any EventLoopGroup
  private let loop: any EventLoop

  /// Starts the thread.
  public init() {
    loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    loop = loops.next()
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    loop.execute { job.runSynchronously(on: executor) }
  }
}
