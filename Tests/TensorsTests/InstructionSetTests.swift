import CPUEngine
import Diagnostics
import Tensors
import Testing

/// The environment chooses the instruction set.
@Suite struct InstructionSetTests {
  @Test func `without a name it is the fastest`() throws {
    #expect(try InstructionSet.chosen(environment: [:]).name == InstructionSet.available[0].name)
    #expect(try InstructionSet.chosen(environment: ["HOURGLASS_ISA": ""]).name == InstructionSet.available[0].name)
    #expect(InstructionSet.available.last?.name == "portable")
    let widths = InstructionSet.available.map(\.vectorWidth)
    #expect(widths == widths.sorted(by: >))
  }

  @Test func `each that the machine can run is chosen by its name`() throws {
    for set in InstructionSet.available {
      #expect(try InstructionSet.chosen(environment: ["HOURGLASS_ISA": set.name]).name == set.name)
    }
  }

  @Test func `an unknown name is refused, with the known ones`() throws {
    let error = try #require(
      #expect(throws: InstructionSetError.self) {
        try InstructionSet.chosen(environment: ["HOURGLASS_ISA": "portabel"])
      })
    #expect(error.code == .unknown)
    #expect(error.report.got == "portabel")
    #expect(error.description.contains("HOURGLASS_ISA"))
    #expect(error.description.contains("did you mean portable?"))
    for set in InstructionSet.available { #expect(error.description.contains(set.name)) }
  }

  @Test func `a set that the processor lacks is refused`() throws {
    let available = InstructionSet.available.map(\.name)
    for name in InstructionSet.compiledNames where !available.contains(name) {
      let error = try #require(
        #expect(throws: InstructionSetError.self) {
          try InstructionSet.chosen(environment: ["HOURGLASS_ISA": name])
        })
      #expect(error.code == .unsupported)
      #expect(error.report.cure != nil)
    }
    let error = InstructionSet.refusal(of: "avx1024", compiled: ["avx1024", "portable"], available: ["portable"])
    #expect(error.code == .unsupported)
    #expect(
      error.description == "HOURGLASS_ISA names an instruction set that this processor lacks"
        + " (expected portable, got avx1024); unset HOURGLASS_ISA to use portable")
  }
}
