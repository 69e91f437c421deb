internal import CKernels
public import Diagnostics
import Tensors

/// A set of vector instructions, with its kernels.
public struct InstructionSet: @unchecked Sendable {
  // A constant table of functions, readable from any thread.
  let kernels: UnsafePointer<HGKernels>

  /// `avx512`, `avx2`, `neon` or `portable`.
  public var name: String { String(cString: kernels.pointee.name) }
  /// The number of floats in a vector.
  public var vectorWidth: Int { Int(kernels.pointee.vector_width) }

  /// The sets that this machine supports, fastest first; always includes `portable`.
  public static let available: [InstructionSet] = compiledNames.compactMap { name in
    hg_kernels_named(name).map { InstructionSet(kernels: $0) }
  }

  /// The sets compiled into this build, fastest first.
  public static let compiledNames: [String] = (0...).lazy.map { hg_kernels_name($0) }.prefix { $0 != nil }
    .compactMap { $0.map { String(cString: $0) } }

  /// The set named by `HOURGLASS_ISA` in `environment`, or the fastest available.
  /// - Throws: ``InstructionSetError`` when the name is unknown or the machine cannot run it.
  public static func chosen(environment: [String: String]) throws -> InstructionSet {
    guard let name = environment["HOURGLASS_ISA"], !name.isEmpty else { return available[0] }
    if let set = available.first(where: { $0.name == name }) { return set }
    throw refusal(of: name, compiled: compiledNames, available: available.map(\.name))
  }

  /// The error for an unusable `name`.
  package static func refusal(of name: String, compiled: [String], available: [String]) -> InstructionSetError {
    guard compiled.contains(name) else {
      return InstructionSetError(
        code: .unknown,
        report: Report(
          "HOURGLASS_ISA names no instruction set", got: name, cure: knownNames(available, insteadOf: name)))
    }
    return InstructionSetError(
      code: .unsupported,
      report: Report(
        "HOURGLASS_ISA names an instruction set that this processor lacks",
        expected: available.joined(separator: " or "), got: name,
        cure: "unset HOURGLASS_ISA to use \(available[0])"))
  }
}

/// An instruction set that cannot be used.
public struct InstructionSetError: ReportedError {
  /// The reason.
  public enum Code: Hashable, Sendable {
    /// No set of this name exists.
    case unknown
    /// The processor lacks it.
    case unsupported
  }
  public let code: Code
  public let report: Report
}
