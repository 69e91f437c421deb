#!/usr/bin/env bash
# Makes Sources/ImageFormats/Caffe/caffe.pb.swift from Tools/caffe.proto. Needs protoc (Debian: protobuf-compiler) and a
# build of the package, whose checkout of swift-protobuf holds the plugin.
set -euo pipefail
cd "$(dirname "$0")/.."

checkout=.build/checkouts/swift-protobuf
swift build -c release --package-path "$checkout" --scratch-path .build/protoc-gen-swift --product protoc-gen-swift
plugin="$(swift build -c release --package-path "$checkout" --scratch-path .build/protoc-gen-swift --show-bin-path)"

protoc --plugin="$plugin/protoc-gen-swift" --proto_path=Tools --swift_out=Sources/ImageFormats/Caffe \
  --swift_opt=Visibility=Package --swift_opt=UseAccessLevelOnImports=true caffe.proto
