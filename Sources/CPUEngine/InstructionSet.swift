internal import CKernels
public import Diagnostics
import Tensors

/// The vector instructions that the kernels are written for.
public struct InstructionSet: @unchecked Sendable {
  // A constant table of functions: it may be read from any thread.
  let kernels: UnsafePointer<HGKernels>

  /// `avx512`, `avx2`, `neon` or `portable`.
  public var name: String { String(cString: kernels.pointee.name) }
  /// The floats of one vector.
  public var vectorWidth: Int { Int(kernels.pointee.vector_width) }

  /// The sets that this machine can run, fastest first; `portable` is always among them.
  public static let available: [InstructionSet] = compiledNames.compactMap { name in
    hg_kernels_named(name).map { InstructionSet(kernels: $0) }
  }

  /// The names that this build has kernels for, fastest first.
  public static let compiledNames: [String] = (0...).lazy.map { hg_kernels_name($0) }.prefix { $0 != nil }
    .compactMap { $0.map { String(cString: $0) } }

  /// The set that `HOURGLASS_ISA` in `environment` names, or else the fastest that this machine can run.
  /// - Throws: ``InstructionSetError`` when the name is unknown or the machine cannot run it.
  public static func chosen(environment: [String: String]) throws -> InstructionSet {
    guard let name = environment["HOURGLASS_ISA"], !name.isEmpty else { return available[0] }
    if let set = available.first(where: { $0.name == name }) { return set }
    throw refusal(of: name, compiled: compiledNames, available: available.map(\.name))
  }

  /// Why `name` cannot be had, where there are kernels for `compiled` and the machine can run `available`.
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
  /// Why.
  public enum Code: Hashable, Sendable {
    /// No set of this name exists.
    case unknown
    /// The processor lacks it.
    case unsupported
  }
  public let code: Code
  public let report: Report
}
