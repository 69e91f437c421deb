// The whole library in one import.
@_exported public import Autoencoders
@_exported public import CPUEngine
@_exported public import Diagnostics
@_exported public import Files
@_exported public import ImageData
@_exported public import ImageFormats
@_exported public import ImageShapes
@_exported public import Insight
@_exported public import NeuralNetworks
@_exported public import Pictures
@_exported public import Randomness
@_exported public import Safetensors
@_exported public import Settings
@_exported public import Statistics
@_exported public import TensorBoard
@_exported public import Tensors
@_exported public import Training
