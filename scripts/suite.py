"""Runs pytest with a browser for the journeys: `suite.py -n 2 tests`."""

import os
import sys

import browser


def main() -> None:
    found = browser.find()
    if found is None:
        print("!" * 80)
        print("!! NO BROWSER: the browser journeys will NOT run. Install chromium, or set CHROMIUM to its path.")
        print("!" * 80, flush=True)
    else:
        os.environ["CHROMIUM"] = str(found)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *sys.argv[1:]])  # noqa: S606


if __name__ == "__main__":
    main()
