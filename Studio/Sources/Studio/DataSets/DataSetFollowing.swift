import Catalogue
import Hourglass
import Jobs
import Web

/// How far the job of a data set is, as an event of the topic `dataset:<id>`.
struct DataSetProgress: Codable, Sendable {
  var id: String
  var status: JobState
  /// The share that is done; null where it is not known.
  var progress: Double?
  /// In words.
  var detail: String
  /// Seconds that are left, in words.
  var remaining: String
}

/// A change of a data set, as an event of the topics `dataset-state:<id>` and `datasets`.
struct DataSetNotice: Codable, Sendable {
  var id: String
  /// The title; null once the data set is gone.
  var name: String?
  var status: JobState?
  var removed: Bool?
}

extension StudioServer {
  /// Tells pages of data sets what happens to them and to their jobs, until the task is cancelled.
  func followDataSets() async {
    await withTaskGroup { group in
      group.addTask { await followJobsOfDataSets() }
      group.addTask {
        for await change in catalogue.changes() {
          if case .dataSetChanged(let id) = change { await tell(id) }
        }
      }
    }
  }

  private func followJobsOfDataSets() async {
    for await change in queue.changes() {
      switch change {
      case .added(let job), .updated(let job):
        guard job.kind != .train, let set = await dataSet(of: job.id) else { continue }
        await tell(set.id)
      case .progress(let id, let progress):
        guard progress.data != nil, let set = await dataSet(of: id) else { continue }
        await site.events.publish(
          "dataset:\(set.id)",
          DataSetProgress(
            id: set.id, status: status(of: set), progress: progress.fraction,
            detail: progress.data.flatMap(DataSetDocument.MakingJob.words) ?? "",
            remaining: progress.remainingSeconds.map(Figures.left) ?? ""))
      case .removed, .devices, .event: continue
      }
    }
  }

  private func dataSet(of job: JobID) async -> DataSet? {
    (try? await catalogue.dataSets.list())?.first { $0.job == job.rawValue }
  }

  private func tell(_ id: String) async {
    // Describes the images of a download that has ended.
    let set = try? await dataSet(id)
    let notice = DataSetNotice(
      id: id, name: set?.title, status: set.map(status), removed: set == nil ? true : nil)
    await site.events.publish("dataset-state:\(id)", notice)
    await site.events.publish("datasets", notice)
  }
}
