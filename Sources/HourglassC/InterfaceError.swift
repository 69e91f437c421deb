import CHourglass
import Hourglass

/// A call of the C interface that cannot be answered.
struct InterfaceError: ReportedError {
  enum Code: Hashable, Sendable {
    /// An argument that cannot be used.
    case badValue
    /// The model has no parameters.
    case notFitted
    /// Another thread uses the model.
    case busy
    /// A thread of the parent process used the model when this process was forked.
    case forked
    /// The loss is not finite.
    case diverged
    /// The observer asked to stop.
    case stopped
  }
  let code: Code
  let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }

  /// An argument that cannot be used.
  static func badValue(
    _ what: String, place: String? = nil, expected: String? = nil, got: String? = nil, cure: String? = nil
  ) -> InterfaceError {
    InterfaceError(.badValue, Report(what, place: place, expected: expected, got: got, cure: cure))
  }
}

extension Error {
  /// The kind of the error in C.
  var status: hourglass_status {
    switch self {
    case let error as InterfaceError: error.code.status
    case let error as RunError: error.code.status
    case let error as SettingError: error.code == .unreadable ? HOURGLASS_NO_FILE : HOURGLASS_BAD_VALUE
    case let error as DatasetError: error.code == .notFound ? HOURGLASS_NO_FILE : HOURGLASS_BAD_VALUE
    case is ModelError, is NetworkError, is LayerError, is ShapeError, is LossError, is AugmentationError,
      is InstructionSetError, is StatisticsError:
      HOURGLASS_BAD_VALUE
    case is AtomicFileError, is FolderError, is FileLockError, is TextFileError, is LineFileError, is SafetensorsError,
      is InputFileError, is ImageFileError:
      HOURGLASS_BAD_FILE
    default: HOURGLASS_FAILED
    }
  }
}

extension InterfaceError.Code {
  fileprivate var status: hourglass_status {
    switch self {
    case .badValue: HOURGLASS_BAD_VALUE
    case .notFitted: HOURGLASS_NOT_FITTED
    case .busy: HOURGLASS_BUSY
    case .forked: HOURGLASS_FAILED
    case .diverged: HOURGLASS_DIVERGED
    case .stopped: HOURGLASS_STOPPED
    }
  }
}

extension RunError.Code {
  fileprivate var status: hourglass_status {
    switch self {
    case .noRun, .missingData: HOURGLASS_NO_FILE
    case .noCheckpoint: HOURGLASS_NOT_FITTED
    case .badCheckpoint, .cannotWrite, .badNotes, .badArray: HOURGLASS_BAD_FILE
    case .busy: HOURGLASS_BUSY
    case .diverged: HOURGLASS_DIVERGED
    case .badName, .otherSettings, .noImages, .labels: HOURGLASS_BAD_VALUE
    }
  }
}
