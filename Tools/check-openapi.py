"""Checks a running Studio against the OpenAPI document that it serves.

    python Tools/check-openapi.py http://127.0.0.1:8080 [--token TOKEN] [--seconds 120] [--examples 30] [--seed 1] [--phases …]

Needs `pip install schemathesis openapi-spec-validator`. The document must be valid OpenAPI 3.1; then schemathesis sends
requests made from it, right and wrong ones, and compares the answers: no faults, statuses, types and shapes as
declared, wrong data and wrong methods refused. Serve an empty folder with `--roots` at a folder that may be read: data
sets and jobs are made, changed and deleted. Exits with 1 where something differs.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.request

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
]


def main() -> int:
    parser = argparse.ArgumentParser(description="Check a running Studio against its OpenAPI document.")
    parser.add_argument("url", help="where the Studio answers, such as http://127.0.0.1:8080")
    parser.add_argument("--token", help="the token that it requires")
    parser.add_argument("--seconds", type=int, default=120, help="the time to send requests for (120)")
    parser.add_argument("--examples", type=int, default=30, help="the most made requests of an operation (30)")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the requests (1)")
    parser.add_argument("--phases", default="examples,coverage,fuzzing",
                        help="what is sent: without fuzzing always the same (examples,coverage,fuzzing)")
    parser.add_argument("--only", help="a regular expression of the paths to check")
    arguments = parser.parse_args()
    # A request to end ends schemathesis, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    location = arguments.url.rstrip("/") + "/openapi.json"
    headers = {"Authorization": f"Bearer {arguments.token}"} if arguments.token else {}
    with urllib.request.urlopen(urllib.request.Request(location, headers=headers), timeout=30) as answer:
        document = json.load(answer)

    from openapi_spec_validator import OpenAPIV31SpecValidator

    errors = list(OpenAPIV31SpecValidator(document).iter_errors())
    for error in errors:
        print(f"openapi.json: {'/'.join(map(str, error.absolute_path))}: {error.message}")
    if errors:
        return 1
    print(f"openapi.json is valid: {sum(map(len, document['paths'].values()))} operations")

    command = [
        os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run", location,
        "--url", arguments.url.rstrip("/"), "--checks", ",".join(CHECKS), "--phases", arguments.phases,
        "--max-time", str(arguments.seconds), "--max-examples", str(arguments.examples), "--seed", str(arguments.seed),
        "--request-timeout", "30", "--suppress-health-check", "all", "--no-shrink", "--continue-on-failure",
        # A stream has no end.
        "--exclude-path", "/events",
    ]  # fmt: skip
    if arguments.only:
        command += ["--include-path-regex", arguments.only]
    for name, value in headers.items():
        command += ["--header", f"{name}: {value}"]
    with tempfile.TemporaryDirectory() as folder:
        return 1 if subprocess.run(command, cwd=folder, check=False).returncode else 0


if __name__ == "__main__":
    sys.exit(main())
