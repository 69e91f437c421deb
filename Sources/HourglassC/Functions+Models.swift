// swift-format-ignore-file: AlwaysUseLowerCamelCase
public import CHourglass
import Foundation
import Hourglass
import Training

// The functions of hourglass.h, which states what they do; the compiler checks their types against it.

@c @implementation
public func hourglass_interface() -> Int32 { HOURGLASS_INTERFACE }

nonisolated(unsafe) private let versionText = UnsafePointer(strdup(Run.version))

@c @implementation
public func hourglass_version() -> UnsafePointer<CChar>? { versionText }

@c @implementation
public func hourglass_last_error() -> UnsafePointer<CChar>? { LastError.text }

@c @implementation
public func hourglass_release(_ memory: UnsafeMutableRawPointer?) { free(memory) }

@c @implementation
public func hourglass_create(
  _ settings: UnsafePointer<CChar>?, _ threads: Int32, _ model: UnsafeMutablePointer<OpaquePointer?>?
) -> hourglass_status {
  answering {
    let result = try model.argument("model")
    result.pointee = try Model(yaml: settings.text("settings"), threads: threads).handle
  }
}

@c @implementation
public func hourglass_open(
  _ folder: UnsafePointer<CChar>?, _ threads: Int32, _ model: UnsafeMutablePointer<OpaquePointer?>?
) -> hourglass_status {
  answering {
    let result = try model.argument("model")
    result.pointee = try Model(run: folder.text("folder"), threads: threads).handle
  }
}

@c @implementation
public func hourglass_load(
  _ bytes: UnsafeRawPointer?, _ count: Int64, _ threads: Int32, _ model: UnsafeMutablePointer<OpaquePointer?>?
) -> hourglass_status {
  answering {
    let (result, base) = (try model.argument("model"), try bytes.argument("bytes"))
    guard count > 0 else {
      throw InterfaceError.badValue("count is out of range", expected: "1 or more", got: "\(count)")
    }
    // Foundation takes the address as one that it may change, and does not.
    let saved = Data(bytesNoCopy: UnsafeMutableRawPointer(mutating: base), count: Int(count), deallocator: .none)
    result.pointee = try Model(saved: saved, threads: threads).handle
  }
}

@c @implementation
public func hourglass_save(
  _ model: OpaquePointer?, _ bytes: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
  _ count: UnsafeMutablePointer<Int64>?
) -> hourglass_status {
  answering {
    let (model, result, size) = (try Model.of(model), try bytes.argument("bytes"), try count.argument("count"))
    let saved = try model.using { try model.saved() }
    guard let memory = malloc(saved.count) else { throw InterfaceError.badValue("no memory for the saved model") }
    saved.copyBytes(to: UnsafeMutableRawBufferPointer(start: memory, count: saved.count))
    (result.pointee, size.pointee) = (memory, Int64(saved.count))
  }
}

@c @implementation
public func hourglass_free(_ model: OpaquePointer?) {
  // What a thread uses cannot be freed, not even in a forked process that lacks the thread.
  guard let model, let object = try? Model.of(model), object.isFree else { return }
  Unmanaged<Model>.fromOpaque(UnsafeRawPointer(model)).release()
}

@c @implementation
public func hourglass_describe(
  _ model: OpaquePointer?, _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> hourglass_status {
  answering {
    let (model, result) = (try Model.of(model), try json.argument("json"))
    result.pointee = strdup(try model.using { try model.description() })
  }
}

@c @implementation
public func hourglass_schema(_ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> hourglass_status {
  answering { try json.argument("json").pointee = strdup(RunFile.jsonSchema.json) }
}
