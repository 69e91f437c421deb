import Diagnostics
import Foundation
import NeuralNetworks
import Testing

/// Optimisers by name.
@Suite struct OptimizerConfigurationTests {
  @Test(arguments: [
    ("AdamOptimizer", "Adam"), ("adadeltaoptimizer", "Adadelta"), ("AdagradOptimizer", "Adagrad"),
    ("GradientDescentOptimizer", "SGD"), ("MomentumOptimizer", "Momentum"), ("RMSPropOptimizer", "RMSprop"),
    ("sgd", "SGD"), ("nag", "Nesterov"), ("NESTEROV", "Nesterov"), ("rmsprop", "RMSprop"), ("adamw", "AdamW"),
    ("lion", "Lion"), ("lbfgs", "LBFGS"),
  ])
  func `other systems' names will do`(_ given: String, _ name: String) throws {
    #expect(try OptimizerConfiguration(given).name == name)
    #expect(OptimizerConfiguration.areSame(given, name))
  }

  @Test(arguments: [
    ("FtrlOptimizer", "adagrad"), ("AdagradDAOptimizer", "adagrad"), ("ProximalAdagradOptimizer", "adagrad"),
    ("ProximalGradientDescentOptimizer", "sgd"), ("cg", "lbfgs"),
  ])
  func `what is not supported is said to be, with what is`(_ name: String, _ instead: String) throws {
    let error = try #require(#expect(throws: OptimizerError.self) { try OptimizerConfiguration(name) })
    #expect(error.code == .unsupported)
    #expect(error.description == "optimizer: not supported (got \(name)); use \(instead)")
    #expect(try OptimizerConfiguration(instead).name.lowercased() == instead)
  }

  @Test(arguments: [
    ("adam", "beta1", 1.0), ("sgd", "learning_rate", 0), ("rmsprop", "momentum", -0.1), ("adadelta", "rho", 1),
    ("lion", "weight_decay", -1), ("lbfgs", "history", 2.5), ("lbfgs", "history", 0), ("nag", "momentum", .nan),
  ])
  func `values out of range are refused`(_ name: String, _ argument: String, _ value: Double) throws {
    let error = try #require(
      #expect(throws: OptimizerError.self) { try OptimizerConfiguration(name, [argument: value]) })
    #expect(error.code == .badValue && error.report.place == argument)
  }

  @Test func `an argument of another optimiser is refused`() throws {
    let error = try #require(
      #expect(throws: OptimizerError.self) { try OptimizerConfiguration("rmsprop", ["rho": 0.9]) })
    #expect(error.code == .unknownArgument)
    #expect(error.description.contains("alpha"))
  }

  @Test func `the defaults are those of the systems they come from`() throws {
    func arguments(_ name: String) throws -> [String: Double] { try OptimizerConfiguration(name).arguments }
    #expect(
      try arguments("rmsprop")
        == ["learning_rate": 1e-2, "alpha": 0.99, "momentum": 0, "epsilon": 1e-8, "weight_decay": 0])
    #expect(try arguments("adadelta") == ["learning_rate": 1, "rho": 0.9, "epsilon": 1e-6, "weight_decay": 0])
    #expect(try arguments("nag") == ["learning_rate": 1e-2, "momentum": 0.9, "weight_decay": 0])
    #expect(try arguments("adamw")["weight_decay"] == 0.01)
    #expect(try arguments("lion") == ["learning_rate": 1e-4, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0])
  }

  @Test func `each survives being written and read, and an old file without a new argument`() throws {
    for kind in OptimizerConfiguration.kinds {
      let configuration = try OptimizerConfiguration(kind.name, ["learning_rate": 0.125])
      let data = try JSONEncoder().encode(configuration)
      #expect(try JSONDecoder().decode(OptimizerConfiguration.self, from: data) == configuration)
      #expect(configuration.isFullBatch == (kind.name == "LBFGS"))
    }
    let old = Data(#"{"name": "SGD", "arguments": {"learning_rate": 0.5}}"#.utf8)
    #expect(try JSONDecoder().decode(OptimizerConfiguration.self, from: old).arguments["weight_decay"] == 0)
  }
}
