# Hourglass: every command of the project. `make help` lists them.

SHELL := /bin/bash
SWIFT_BUILD := swift build -c release
HOURGLASS := .build/release/hourglass
DEMO_RUNS := runs/demo
DEMO_RUN := SingleLayerCAE/Fashion-MNIST_Adam_lr=0.001

.PHONY: help setup build demo test lint docs pages bench networks goldens clean

help:  ## List the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

setup:  ## Install what is missing: system libraries and the demonstration's data
	@Tools/setup.sh

build: setup  ## Build the program: .build/release/hourglass
	$(SWIFT_BUILD) --product hourglass

demo: build  ## Train on Fashion-MNIST, print the errors, draw reconstructions
	$(HOURGLASS) train --model SingleLayerCAE --dataset fashion-mnist --epochs 10 --runs $(DEMO_RUNS)
	@echo
	@echo "the picture      $(DEMO_RUNS)/$(DEMO_RUN)/images/reconstructions.png (originals above reconstructions)"
	@echo "the run          $(DEMO_RUNS)/$(DEMO_RUN): run.yaml, metrics.jsonl, results.json"
	@echo "the checkpoints  $(DEMO_RUNS)/$(DEMO_RUN)/checkpoints"
	@echo "the program      $(HOURGLASS) --help"

# The products by name: building everything would include the programs of dependencies, protobuf's compiler among them.
test: setup  ## Build and run every test
	$(SWIFT_BUILD) --product hourglass
	$(SWIFT_BUILD) --product HourglassPackageTests
	HOURGLASS_PYTHON="$$(Tools/reference-python.sh)" swift test -c release --skip-build
	swift run --package-path Examples

lint:  ## Check the format of the sources
	swift format lint --strict --recursive Package.swift Sources Tests

docs: setup  ## Build the documentation; a broken link is an error
	@Tools/build-documentation.sh

pages: setup  ## Write the pages made from the code
	$(SWIFT_BUILD) --product HourglassPackageTests
	HOURGLASS_WRITE_PAGES=1 swift test -c release --skip-build --filter OperationsPageTests

bench: build  ## Time the standard workloads; beside PyTorch where $$PYTHON or python3 has it
	@Tools/bench.sh $(HOURGLASS)

networks: build  ## Compare 200 random networks with PyTorch in float64
	$${PYTHON:-python3} Tools/check-networks.py $(HOURGLASS)

goldens:  ## Make the golden values of the tests anew (needs PyTorch)
	$${PYTHON:-python3} Tools/make-goldens.py

clean:  ## Remove what was built
	rm -rf .build
