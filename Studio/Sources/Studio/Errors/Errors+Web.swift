public import Catalogue
public import Files
import HTTPTypes
import Hourglass
public import Jobs
public import Training
public import Web

extension CatalogueError: HTTPErrorConvertible {
  public var webError: WebError {
    switch code {
    case .noRun, .noDataSet: .notFound(description)
    case .inUse: WebError(.conflict, type: "in-use", description)
    case .badValue, .badPath: WebError(.badRequest, type: "invalid", description)
    case .unreadable, .cannotWrite: WebError(.internalServerError, type: "files", description)
    }
  }
}

extension JobError: HTTPErrorConvertible {
  public var webError: WebError {
    switch code {
    case .noJob: .notFound(description)
    case .wrongState, .busy: WebError(.conflict, type: "state", description)
    case .badRequest: WebError(.badRequest, type: "invalid", description)
    case .cannotWrite: WebError(.internalServerError, type: "files", description)
    case .closed: WebError(.serviceUnavailable, type: "busy", description)
    }
  }
}

extension RunError: HTTPErrorConvertible {
  public var webError: WebError {
    switch code {
    case .noRun: .notFound(PageWords.of(self))
    case .busy: WebError(.conflict, type: "state", PageWords.of(self))
    case .cannotWrite: WebError(.internalServerError, type: "files", PageWords.of(self))
    default: WebError(.badRequest, type: "invalid", PageWords.of(self))
    }
  }
}

extension AtomicFileError: HTTPErrorConvertible {
  public var webError: WebError {
    code == .diskFull
      ? WebError(.init(code: 507), type: "storage", description)
      : WebError(.internalServerError, type: "files", description)
  }
}
