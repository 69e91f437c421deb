"""Checks what the Studio does when strangers, bad files, other servers, disks and clocks get in its way.

    python Tools/check-studio-faults.py .build/release/hourglass-studio .build/release/hourglass [CHECK ...]

Needs `pip install playwright` and Debian's chromium for the checks with a browser, a C compiler for the clock, and leave
to mount a small disk for the full one. A check without what it needs is skipped, with the reason; the others run.
Each check has a folder and servers of its own. Prints a line for each with its seconds; exits with 1 after a line for
each failure.
"""

import argparse
import os
import signal
import sys
import tempfile
import time

import studio_faults as faults
import studio_safety as safety
from studio_browser import Missing
from studio_place import Browser, Place, Skipped

CHECKS = [
    safety.hosts, safety.origins, safety.paths, safety.uploads, safety.sign_in, safety.prefix, faults.two_servers,
    faults.killed_child, faults.deleted_folder, faults.junk, faults.clock, faults.full_disk,
]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description="Check what the Studio does when something gets in its way.")
    parser.add_argument("studio", type=os.path.abspath, help="the program hourglass-studio")
    parser.add_argument("hourglass", type=os.path.abspath, help="the program hourglass")
    parser.add_argument("checks", nargs="*", help=f"the checks to do, all by default: {' '.join(c.__name__ for c in CHECKS)}")
    arguments = parser.parse_args()
    chosen = [check for check in CHECKS if not arguments.checks or check.__name__ in arguments.checks]

    # A request to end ends the servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    failures, browser = [], Browser()
    begin = time.monotonic()
    try:
        for check in chosen:
            start, name = time.monotonic(), check.__name__.replace("_", " ")
            with tempfile.TemporaryDirectory(prefix="studio-faults-") as folder:
                # Without links, as paths of the server are.
                folder = os.path.realpath(folder)

                def tell(text, name=name, folder=folder):
                    text = f"{name}: {text}".replace(folder, "…")
                    if text not in failures:
                        failures.append(text)
                        print(f"  failure: {text}", flush=True)

                place = Place(arguments.studio, arguments.hourglass, folder, browser, tell)
                try:
                    check(place)
                except Skipped as reason:
                    name += f": skipped: {reason}"
                except Exception as error:
                    # Also a fault of the check itself: the others run, and the servers of this one end.
                    tell(f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")
                    if not isinstance(error, Missing):
                        import traceback

                        traceback.print_exc(file=sys.stdout)
                finally:
                    place.end()
            print(f"{time.monotonic() - start:6.2f} s  {name}", flush=True)
    finally:
        browser.end()
    print(f"{time.monotonic() - begin:6.2f} s  in all")
    for text in failures:
        print(f"FAILED: {text}")
    print(f"{len(failures)} failures" if failures else "no failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
