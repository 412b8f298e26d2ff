"""``python -m assent`` is the command ``assent``."""

import sys

from assent.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    sys.exit(main())
