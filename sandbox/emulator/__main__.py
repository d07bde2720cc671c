"""`python -m emulator SETTINGS.json`: serves until it is asked to end."""

import asyncio
import os
import sys
from pathlib import Path

from emulator.server import serve
from emulator.settings import load_settings

if __name__ == "__main__":
    asyncio.run(serve(load_settings(Path(sys.argv[1]))))
    # ministack leaves threads behind that would keep the process for as long as they sleep.
    sys.stdout.flush()
    os._exit(0)
