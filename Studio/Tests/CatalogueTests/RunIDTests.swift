import Testing

import Catalogue

/// Names of runs in addresses.
@Suite struct RunIDTests {
  @Test(arguments: [
    "AE/MNIST_Adam_lr=0.001": "AE~MNIST_Adam_lr=0.001", "a": "a", "group/AE/a~b": "group~AE~a%7Eb",
    "50%": "50%25", "%7E": "%257E", "ä/ö %25": "ä~ö %2525", "~/~": "%7E~%7E",
  ])
  func `a name and its identifier lead to each other`(_ name: String, _ id: String) {
    #expect(RunID.id(of: name) == id)
    #expect(RunID.name(of: id) == name)
  }

  @Test(arguments: ["", "%", "%2", "a%41b", "%7e"])
  func `a text that no name gives is no identifier`(_ id: String) { #expect(RunID.name(of: id) == nil) }
}
