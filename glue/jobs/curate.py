"""Entry point of the Glue job; all code is in the package passed with `--extra-py-files`."""

import sys

from lakehouse.edge.curate_main import main

if __name__ == "__main__":
    main(sys.argv[1:])
