#!/usr/bin/env python3
"""Writes the pinned versions and hashes of the plugins' wheels: a file for each package in Sources/XLAEngine/Plugins/Wheels.

    Tools/pin-plugins.py [PACKAGE]...

Asks the package index for what the requirements below mean today, for both architectures and every Python that a wheel is
built for; nothing is downloaded but metadata. Packages that are not named stay as they are.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

REQUIREMENTS = {
    "cpu-xla": ["xla-cpu-pjrt==0.0.1"],
    # What `jax-cuda12-plugin[with-cuda]` and its sibling name, without the parts for Python.
    "cuda12": [
        "jax-cuda12-pjrt==0.12.0.1", "nvidia-cublas-cu12>=12.1.3.1", "nvidia-cuda-cupti-cu12>=12.1.105",
        "nvidia-cuda-nvcc-cu12>=12.6.85", "nvidia-cuda-runtime-cu12>=12.1.105", "nvidia-cudnn-cu12<10.0,>=9.10.2.21",
        "nvidia-cufft-cu12>=11.0.2.54", "nvidia-cusolver-cu12>=11.4.5.107", "nvidia-cusparse-cu12>=12.1.0.106",
        "nvidia-nccl-cu12>=2.18.1", "nvidia-nvjitlink-cu12>=12.1.105", "nvidia-cuda-nvrtc-cu12>=12.1.55",
        "nvidia-nvshmem-cu12>=3.2.5",
    ],
    "cuda13": [
        "jax-cuda13-pjrt==0.12.0.1", "nvidia-cublas>=13.0.0.19", "nvidia-cuda-cupti>=13.0.48", "nvidia-cuda-nvcc>=13.0.48",
        "nvidia-cuda-runtime>=13.0.48", "nvidia-cudnn-cu13<10.0,>=9.12.0.46", "nvidia-cufft>=12.0.0.15",
        "nvidia-cusolver>=12.0.3.29", "nvidia-cusparse>=12.6.2.49", "nvidia-nccl-cu13>=2.27.7", "nvidia-nvjitlink>=13.0.39",
        "nvidia-cuda-nvrtc>=13.0.48", "nvidia-nvshmem-cu13>=3.3.20", "nvidia-nvvm",
    ],
    "rocm": ["jax-rocm7-pjrt==0.12.0"],
    "rocm10": ["jax-rocm10-pjrt==0.12.0"],
    # What `jax-oneapi-plugin[with-oneapi]` names, without the parts for Python.
    "oneapi": [
        "jax-oneapi-pjrt==0.11.2", "dpcpp-cpp-rt==2025.1.1", "impi-rt==2021.15.0", "intel-cmplr-lib-rt==2025.1.1",
        "intel-cmplr-lib-ur==2025.1.1", "intel-cmplr-lic-rt==2025.1.1", "intel-opencl-rt==2025.1.1", "intel-openmp==2025.1.1",
        "intel-pti==0.12.0", "intel-sycl-rt==2025.1.1", "mkl==2025.1.0", "onemkl-sycl-blas==2025.1.0",
        "onemkl-sycl-dft==2025.1.0", "onemkl-sycl-lapack==2025.1.0", "onemkl-sycl-rng==2025.1.0",
        "onemkl-sycl-sparse==2025.1.0", "tbb==2022.1.0", "tcmlib==1.3.0", "umf==0.10.0",
    ],
    "tpu": ["libtpu==0.0.52"],
}
MACHINES = ["x86_64", "aarch64"]
GLIBC = ["2_34", "2_31", "2_28", "2_27", "2_26", "2_25", "2_24", "2_18", "2_17"]
PYTHONS = ["3.12", "3.10", "3.11", "3.13", "3.14"]
FOLDER = pathlib.Path(__file__).parent.parent / "Sources/XLAEngine/Plugins/Wheels"


def report(requirements, machine, python):
    """What pip would install, or nothing where the architecture or the Python has no wheels."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "report.json"
        platforms = [f"manylinux_{version}_{machine}" for version in GLIBC]
        platforms += [f"manylinux2014_{machine}", f"manylinux2010_{machine}", f"manylinux1_{machine}", "any"]
        command = [sys.executable, "-m", "pip", "install", "-q", "--dry-run", "--ignore-installed", "--only-binary", ":all:"]
        command += ["--python-version", python, "--target", folder, "--report", str(path)]
        command += [part for platform in platforms for part in ("--platform", platform)] + requirements
        if subprocess.run(command, stderr=subprocess.DEVNULL).returncode != 0:
            return []
        return json.loads(path.read_text())["install"]


def size(url):
    with urllib.request.urlopen(urllib.request.Request(url, method="HEAD")) as answer:
        return int(answer.headers["Content-Length"])


def wheels(requirements):
    """For each wheel, by name and version: its digests and its size, by architecture."""
    found = {}
    for machine in MACHINES:
        for item in report(requirements, machine, PYTHONS[0]):
            name, version = item["metadata"]["name"].replace("_", "-"), item["metadata"]["version"]
            files = [item]
            # A wheel that is built for one Python has siblings for others.
            if "-cp" in item["download_info"]["url"].rsplit("/", 1)[-1]:
                for python in PYTHONS[1:]:
                    files += report(["--no-deps", f"{name}=={version}"], machine, python)
            digests = [file["download_info"]["archive_info"]["hashes"]["sha256"] for file in files]
            entry = list(dict.fromkeys(digests)), size(item["download_info"]["url"])
            found.setdefault((name, version), {})[machine] = entry
    return found


def swift(package, found):
    """The lines of a package's file."""
    yield from ["// Written by Tools/pin-plugins.py. DO NOT EDIT.", "", "extension PluginPackage.Wheel {"]
    yield f"  /// The wheels of the package `{package}`."
    yield f"  static let {constant(package)} = ["
    for (name, version), files in found.items():
        yield from ["    Self(", f'      "{name}", "{version}",', "      ["]
        for machine, (digests, count) in files.items():
            yield from [f'        "{machine}": File(', f"          {count},"]
            yield from [f'          "{digest}",' for digest in digests[:-1]]
            yield f'          "{digests[-1]}")' + comma(files)
        yield "      ])" + comma(found)
    yield from ["  ]", "}", ""]


def comma(elements):
    """The formatter wants one after the last of several elements, and none after a single one."""
    return "," if len(elements) > 1 else ""


def constant(package):
    """`cpu-xla` as a name in Swift."""
    first, *rest = re.split("-", package)
    return first + "".join(word.upper() for word in rest)


def main():
    for package in sys.argv[1:] or REQUIREMENTS:
        found = wheels(REQUIREMENTS[package])
        missing = [r for r in REQUIREMENTS[package] if not any(r.startswith(name) for name, _ in found)]
        if missing:
            sys.exit(f"pin-plugins.py: the package index has no wheel for {', '.join(missing)}; {package} stays as it was")
        path = FOLDER / f"Wheels+{constant(package)}.swift"
        path.write_text("\n".join(swift(package, found)))
        print(path)


main()
