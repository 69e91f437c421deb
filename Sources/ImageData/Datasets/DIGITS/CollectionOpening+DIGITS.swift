internal import Diagnostics
import Foundation
import ImageFormats
import Pictures

extension CollectionOpening {
  /// Opens the images of a DIGITS job, resized and coloured as the job says.
  ///
  /// The folder holds `train_db`, or `status.pickle` names databases elsewhere, or the job of the data set.
  func open(_ job: DIGITSJob, _ path: String) throws -> ImageCollection {
    let opening = CollectionOpening(reading: job.reading(reading))
    if let backend = job.backend, backend != "lmdb" {
      throw DatasetError(
        .unrecognized, "the job's databases are of a kind that is not read here", place: path, expected: "lmdb",
        got: backend, cure: "make the data set again with the backend LMDB, or name the folder of its pictures")
    }
    let mean = job.mean.flatMap { located($0, path) }
    if existing("\(path)/\(CollectionKind.trainingDatabase)") != nil || existing("\(path)/data.mdb") != nil {
      let parts = try opening.finished(opening.parts(of: path, kind: .lmdb))
      return collection(path, parts, opening, mean: existing("\(path)/mean.binaryproto") ?? mean)
    }
    if let name = job.dataset {
      let folder = "\(path)/../\(name)"
      guard !name.contains("/"), !name.hasPrefix("."), existing(folder) != nil,
        DIGITSJob(folder: folder)?.dataset == nil
      else {
        throw DatasetError(
          .missingPath, "the job is a model's, and its data set's job is not beside it", place: path, expected: name,
          cure: "copy the folder of job \(name) beside this one, or name it")
      }
      return try open(folder)
    }
    guard let training = job.databases["Training Images"] else {
      throw DatasetError(
        .incomplete, "the job has no training images", place: path,
        expected: "\(CollectionKind.trainingDatabase), or a database that \(DIGITSJob.fileName) names",
        cure: "name the folder of a data set's job")
    }
    func images(_ database: String) throws -> any ImageSource {
      guard let folder = located(database, path) else {
        throw DatasetError(
          .missingPath, "no such database", place: database, expected: "the images of the job \(path)",
          cure: "put the database back, or name its folder instead of the job's")
      }
      return try opening.database(folder, shape: nil)
    }
    let parts = CollectionParts(
      training: try images(training), validation: try job.databases["Validation Images"].map(images))
    return collection(path, try opening.finished(parts), opening, mean: mean)
  }

  /// The file or folder that the job in the folder `job` names; nil if it is not there.
  ///
  /// A name is a path, or within the job's folder. Where all jobs have moved, it is looked for in its job beside this one.
  private func located(_ name: String, _ job: String) -> String? {
    let tail = name.split(separator: "/").suffix(2).joined(separator: "/")
    return [name.hasPrefix("/") ? name : "\(job)/\(name)", "\(job)/../\(tail)"].first { existing($0) != nil }
  }

  private func collection(
    _ path: String, _ parts: CollectionParts, _ opening: CollectionOpening, mean: String?
  ) -> ImageCollection {
    ImageCollection(
      path: path, kind: .lmdb, parts: parts, size: opening.reading.preparation.size, meanFile: mean)
  }
}
