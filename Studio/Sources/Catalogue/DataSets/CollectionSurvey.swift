import Dispatch
import Foundation
import Hourglass
import Synchronization

/// Surveys images other than a folder of pictures: the library opens them, on a thread that is not waited for too long.
enum CollectionSurvey {
  static func survey(_ description: DatasetDescription, until deadline: ContinuousClock.Instant) -> DataSetSurvey {
    let result = Mutex<DataSetSurvey?>(nil)
    let box = Box(result)
    let done = DispatchSemaphore(value: 0)
    DispatchQueue.global(qos: .userInitiated).async {
      let survey = opened(description, until: deadline)
      box.result.withLock { $0 = survey }
      done.signal()
    }
    let time = (deadline - ContinuousClock.now) / .milliseconds(1)
    _ = done.wait(timeout: .now() + .milliseconds(Int(max(time, 0)) + 100))
    if let survey = box.result.withLock({ $0 }) { return survey }
    var survey = DataSetSurvey(path: description.training.images)
    survey.isComplete = false
    survey.notice = "the images are many: they could not be counted in the time; the import will count them"
    return survey
  }

  /// Shares the result with a thread that may end later.
  private final class Box: Sendable {
    let result: Mutex<DataSetSurvey?>
    init(_ result: consuming Mutex<DataSetSurvey?>) { self.result = result }
  }

  private static func opened(_ description: DatasetDescription, until deadline: ContinuousClock.Instant)
    -> DataSetSurvey
  {
    var survey = DataSetSurvey(path: description.training.images)
    do {
      let file = NSTemporaryDirectory() + "hourglass-survey-\(UUID().uuidString).yaml"
      defer { unlink(file) }
      var shown = description
      // Thumbnails are resized from the pictures as they are.
      shown.resize = nil
      try shown.write(to: file)
      let opened = try OpenedDataSet(path: file)
      survey.kind = opened.collection.kind
      survey.images = opened.collection.training.count
      survey.parts = opened.collection.parts.dropFirst().map {
        DataSetSurvey.Count(name: $0.part.rawValue, count: $0.images.count)
      }
      survey.classes = (opened.collection.training.classCounts ?? []).map {
        DataSetSurvey.Count(name: $0.name, count: $0.count)
      }
      for (kind, count) in opened.collection.ignoredFiles.counts.sorted(by: { $0.key < $1.key }) {
        survey.skipped.append(DataSetSurvey.Skipped(reason: "\(kind) files", count: count, examples: []))
      }
      look(at: opened.collection.training, description, into: &survey, until: deadline)
    } catch {
      survey.problem = "\(error)"
    }
    return survey
  }

  private static func look(
    at images: any ImageSource, _ description: DatasetDescription, into survey: inout DataSetSurvey,
    until deadline: ContinuousClock.Instant
  ) {
    let labels = images.labels
    var (sizes, channels): ([String: Int], [String: Int]) = ([:], [:])
    let isPicture = Picture.Colour(rawValue: images.channels) != nil
    for (done, index) in (0..<images.count).evenlySpread(atMost: DataSetSurvey.thumbnailCount).enumerated() {
      guard ContinuousClock.now < deadline || done == 0 else {
        survey.notice = "only \(done) images were looked at in the time"
        break
      }
      survey.lookedAt += 1
      do {
        let size = try images.storedSize(of: index)
        sizes["\(size)", default: 0] += 1
        let name = images.channels == 1 ? "grey" : images.channels == 3 ? "rgb" : "\(images.channels)"
        channels[name, default: 0] += 1
        guard isPicture else { continue }
        let picture = FolderSurvey.prepared(try images.picture(at: index), description)
        survey.thumbnails.append(
          DataSetSurvey.Thumbnail(
            title: images.title(of: index), className: labels.map { images.className(of: $0[index]) },
            size: "\(size)", png: try picture.shrunk(to: DataSetSurvey.side).png()))
      } catch {
        survey.skip("\(error)", images.title(of: index))
      }
    }
    (survey.sizes, survey.channels) = (FolderSurvey.sorted(sizes), FolderSurvey.sorted(channels))
    if !isPicture { survey.notice = "images of \(images.channels) channels are not drawn" }
  }
}
