#!/usr/bin/env python3
"""Writes the pinned versions and hashes of the plugins' wheels: Sources/XLAEngine/Plugins/PinnedWheels.swift.

    Tools/pin-plugins.py

Asks the package index for what the requirements below mean today, for both architectures; nothing is downloaded but metadata.
"""
import json
import pathlib
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
}
MACHINES = ["x86_64", "aarch64"]
GLIBC = ["2_34", "2_31", "2_28", "2_27", "2_26", "2_25", "2_24", "2_18", "2_17"]


def report(requirements, machine):
    """What pip would install, or nothing where the architecture has no wheels."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "report.json"
        platforms = [f"manylinux_{version}_{machine}" for version in GLIBC]
        platforms += [f"manylinux2014_{machine}", f"manylinux2010_{machine}", f"manylinux1_{machine}", "any"]
        command = [sys.executable, "-m", "pip", "install", "-q", "--dry-run", "--ignore-installed", "--only-binary", ":all:"]
        command += ["--python-version", "3.12", "--target", folder, "--report", str(path)]
        command += [part for platform in platforms for part in ("--platform", platform)] + requirements
        if subprocess.run(command, stderr=subprocess.DEVNULL).returncode != 0:
            return []
        return json.loads(path.read_text())["install"]


def size(url):
    with urllib.request.urlopen(urllib.request.Request(url, method="HEAD")) as answer:
        return int(answer.headers["Content-Length"])


def main():
    lines = ["// Written by Tools/pin-plugins.py. DO NOT EDIT.", "", "extension PluginPackage {"]
    lines += ["  /// The wheels of each package: name, version, and the SHA-256 of its file for each architecture.",
              "  static let pinned: [String: [Wheel]] = ["]
    for package, requirements in REQUIREMENTS.items():
        wheels = {}
        for machine in MACHINES:
            for item in report(requirements, machine):
                name = item["metadata"]["name"].replace("_", "-"), item["metadata"]["version"]
                info = item["download_info"]
                wheels.setdefault(name, {})[machine] = info["archive_info"]["hashes"]["sha256"], size(info["url"])
        lines.append(f'    "{package}": [')
        for (name, version), files in wheels.items():
            lines += ["      Wheel(", f'        "{name}", "{version}",', "        ["]
            for machine, (digest, count) in files.items():
                lines += [f'          "{machine}": Wheel.File(', f'            "{digest}", {count}),']
            lines[-1] = lines[-1].rstrip(",") + ","
            lines += ["        ]),"]
        lines.append("    ],")
    lines += ["  ]", "}", ""]
    path = pathlib.Path(__file__).parent.parent / "Sources/XLAEngine/Plugins/PinnedWheels.swift"
    path.write_text("\n".join(lines))
    print(path)


main()
