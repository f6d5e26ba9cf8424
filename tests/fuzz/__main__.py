"""python -m tests.fuzz [-n FILES] [--seed S] [--only NAME] [--keep FOLDER]: see `trying`."""

import importlib
import sys

from tests.benchmarks import stage

if __name__ == "__main__":
    stage.prepare()
    sys.exit(importlib.import_module("tests.fuzz.trying").main(sys.argv[1:]))
