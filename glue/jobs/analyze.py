"""Entry point of the Glue job; everything is in the package that `--extra-py-files` brings."""

import sys

from lakehouse.edge.analyze_main import main

if __name__ == "__main__":
    main(sys.argv[1:])
