#!/usr/bin/env bash
# Makes Sources/ImageFormats/Caffe/caffe.pb.swift from Tools/caffe.proto, Sources/TensorBoard/Protobuf from
# Tools/tensorboard*.proto, and Sources/ONNX/Protobuf from Tools/onnx.proto. Needs protoc (Debian: protobuf-compiler) and a build of the package, whose checkout of
# swift-protobuf holds the plugin.
set -euo pipefail
cd "$(dirname "$0")/.."

checkout=.build/checkouts/swift-protobuf
swift build -c release --package-path "$checkout" --scratch-path .build/protoc-gen-swift --product protoc-gen-swift
plugin="$(swift build -c release --package-path "$checkout" --scratch-path .build/protoc-gen-swift --show-bin-path)"

generate() {  # FOLDER FILE…
  protoc --plugin="$plugin/protoc-gen-swift" --proto_path=Tools \
    --proto_path="$checkout/Protos/Sources/SwiftProtobuf" --swift_out="$1" \
    --swift_opt=Visibility=Package --swift_opt=UseAccessLevelOnImports=true "${@:2}"
}

generate Sources/ImageFormats/Caffe caffe.proto
generate Sources/TensorBoard/Protobuf tensorboard.proto tensorboard_hparams.proto tensorboard_layout.proto
generate Sources/ONNX/Protobuf onnx.proto
