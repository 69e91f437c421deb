# Hourglass: every command of the project. `make help` lists them.

SHELL := /bin/bash
# Debugging information, code of one module that is compiled into others, and interfaces that are written before their
# modules make a build longer and training no faster.
RELEASE := -c release -debug-info-format none -Xswiftc -disable-cmo -Xswiftc -no-emit-module-separately-wmo
ifeq ($(shell uname),Linux)
# Packages of others that compute nothing are compiled without optimization.
export SWIFT_EXEC := $(shell Tools/compiler.sh)
endif
SWIFT_BUILD := swift build $(RELEASE)
SWIFT_TEST := swift test $(RELEASE) --skip-build
HOURGLASS := .build/release/hourglass
DEMO_RUNS := runs/demo
DEMO_RUN := SingleLayerCAE/Fashion-MNIST_Adam_lr=0.001

# Other packages are built into the same folder: what they share with the program is compiled once.
BESIDE := Tools/beside.sh
STUDIO := --package-path Studio --scratch-path .build
EXAMPLES := --package-path Examples --scratch-path .build
# Tests of whole programs, which wait for answers: beside all others they would wait too long.
STUDIO_ALONE := BrowserTests|OpenAPITests

.PHONY: help commit install uninstall setup static-programs maintainer deb tarball build demo studio studio-build wheel test test-kernels test-library test-python test-studio lint docs pages screenshots bench networks goldens clean

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | sed 's/[$$][$$]/$$/' | expand -t 24

setup:  ## Install what is missing: system libraries and the demonstration's data
	@Tools/setup.sh

# The commit that --version prints.
commit:
	@Tools/write-commit.sh

build: setup commit  ## Build the program: .build/release/hourglass (MPI=1: with the library for runs of many processes)
	$(SWIFT_BUILD) --product hourglass
ifdef MPI
	@MPICC="$(MPICC)" Tools/mpi/build.sh
endif

demo: build  ## Train on Fashion-MNIST, print the errors, draw reconstructions
	$(HOURGLASS) train --model SingleLayerCAE --dataset fashion-mnist --epochs 10 --runs $(DEMO_RUNS)
	@echo
	@echo "the picture      $(DEMO_RUNS)/$(DEMO_RUN)/images/reconstructions.png (originals above reconstructions)"
	@echo "the run          $(DEMO_RUNS)/$(DEMO_RUN): run.yaml, metrics.jsonl, results.json"
	@echo "the checkpoints  $(DEMO_RUNS)/$(DEMO_RUN)/checkpoints"
	@echo "the program      $(HOURGLASS) --help"

studio: studio-build  ## Serve the demonstration's run in the browser; trains it first where it is missing
	@[ -e "$(DEMO_RUNS)/$(DEMO_RUN)/results.json" ] || $(MAKE) demo
	$(HOURGLASS) studio --runs $(DEMO_RUNS)

studio-build: build  ## Build the browser workbench: .build/release/hourglass-studio
	@Tools/setup.sh studio
	@Tools/studio-assets.sh
	$(BESIDE) $(SWIFT_BUILD) $(STUDIO) --product hourglass-studio

# Where `make install` puts everything; DESTDIR comes before it where a package is made.
PREFIX := /usr/local

install:  ## Install what was built below PREFIX (/usr/local): programs, manual pages, completions
	@Tools/install.sh "$(DESTDIR)$(PREFIX)"

uninstall:  ## Remove what was installed below PREFIX
	@Tools/install.sh --uninstall "$(DESTDIR)$(PREFIX)"

# With Swift's run-time and Foundation inside, whose network part needs curl.
STATIC := --scratch-path .build/static $(addprefix -Xswiftc ,-static-stdlib -use-ld=lld) \
  $(addprefix -Xlinker ,-l_CFURLSessionInterface -lcurl)
PACKAGES := .build/packages

# The programs that packages hold; WITHOUT_STUDIO=1 leaves the workbench in the browser out.
static-programs: setup commit
	@Tools/setup.sh wheel
	$(SWIFT_BUILD) $(STATIC) --product hourglass
ifndef WITHOUT_STUDIO
	@Tools/setup.sh studio
	@Tools/studio-assets.sh
	$(BESIDE) $(SWIFT_BUILD) --package-path Studio $(STATIC) --product hourglass-studio
endif

FOR_PACKAGES := HOURGLASS_PROGRAM=.build/static/release/hourglass \
  HOURGLASS_STUDIO=$(if $(WITHOUT_STUDIO),/none,.build/static/release/hourglass-studio)

# Before all is built.
maintainer:
	@Tools/make-deb.sh --maintainer

# Tools/check-package.sh tries it in a fresh Debian.
deb: maintainer static-programs  ## Make a Debian package in .build/packages (MAINTAINER='Name <name@host>': Git's user)
	@$(FOR_PACKAGES) Tools/make-deb.sh $(PACKAGES)

tarball: static-programs  ## Make an archive in .build/packages for any Linux with the libraries that its NEEDS.md lists
	@$(FOR_PACKAGES) Tools/make-tarball.sh $(PACKAGES)

# Only the functions of hourglass.h can be seen from outside. Tools/check-wheel.sh tries the package in a clean environment.
wheel: setup  ## Make the Python package: .build/wheel/hourglass-….whl
	@Tools/setup.sh wheel
	$(SWIFT_BUILD) $(STATIC) --product hourglass-c -Xlinker --version-script=Sources/CHourglass/exports.map
	@Tools/make-wheel.sh .build/static/release/libhourglass-c.so

test: test-kernels test-library test-python test-studio  ## Build and run every test

test-kernels:  ## Compare the kernels of all instruction sets; ARM's under qemu-user, where it is installed
	@Tools/check-neon.sh

# The products by name: building everything would include the programs of dependencies, protobuf's compiler among them.
test-library: setup commit  ## Build and run the tests of the library and the program
	$(SWIFT_BUILD) --product hourglass
	@Tools/test-devices.sh $(HOURGLASS)
	@Tools/test-mpi.sh
	$(SWIFT_BUILD) --product ClusterProgram
	$(SWIFT_BUILD) --product HourglassPackageTests
	HOURGLASS_DEVICES="$$PWD/.build/devices" HOURGLASS_PYTHON="$$(Tools/reference-python.sh)" Tools/run-tests.sh $(SWIFT_TEST)
	$(BESIDE) swift run $(RELEASE) $(EXAMPLES)

test-python: setup  ## Build the library for C, and run the tests of the Python package
	$(SWIFT_BUILD) --product hourglass-c
	@Tools/test-python.sh .build/release/libhourglass-c.so

test-studio: studio-build  ## Build and run the tests of the browser workbench
	@Tools/setup.sh studio-tests
	@Tools/test-devices.sh $(HOURGLASS)
	@Tools/test-mpi.sh
	$(BESIDE) $(SWIFT_BUILD) $(STUDIO) --product StudioPackageTests
	export HOURGLASS_MPI_LIBRARY="$$(ls "$$PWD/.build/mpi-tests/libhourglass-mpi.so" 2>/dev/null)" HOURGLASS_DEVICES="$$PWD/.build/devices" HOURGLASS_PROGRAM="$$PWD/$(HOURGLASS)" HOURGLASS_PYTHON="$$(Tools/reference-python.sh browser)"; \
	Tools/run-tests.sh $(BESIDE) $(SWIFT_TEST) $(STUDIO) --skip '$(STUDIO_ALONE)' && \
	Tools/run-tests.sh $(BESIDE) $(SWIFT_TEST) $(STUDIO) --no-parallel --filter '$(STUDIO_ALONE)'

lint:  ## Check the format of the sources
	swift format lint --strict --recursive Package.swift Sources Tests Studio/Package.swift Studio/Sources Studio/Tests

# With what `make build` has compiled.
docs: setup  ## Build the documentation; a broken link is an error
	@Tools/build-documentation.sh $(RELEASE)

pages: setup  ## Write the pages made from the code
	$(SWIFT_BUILD) --product HourglassPackageTests
	HOURGLASS_WRITE_PAGES=1 $(SWIFT_TEST) --filter 'OperationsPageTests|ModelsPageTests'

screenshots: studio-build  ## Make the documentation's pictures of the Studio again, from a run of the demonstration
	$$(Tools/reference-python.sh browser) Tools/screenshots.py .build/release/hourglass-studio $(HOURGLASS) \
	  Sources/Hourglass/Hourglass.docc/Resources

bench: build  ## Time the standard workloads; beside PyTorch where $$PYTHON or python3 has it
	@Tools/bench.sh $(HOURGLASS)

networks: build  ## Compare 200 random networks with PyTorch in float64
	$${PYTHON:-python3} Tools/check-networks.py $(HOURGLASS)

goldens:  ## Make the golden values of the tests anew (needs PyTorch)
	$${PYTHON:-python3} Tools/make-goldens.py

clean:  ## Remove what was built
	rm -rf .build Studio/.build Examples/.build Studio/Sources/Studio/Resources/vendor
