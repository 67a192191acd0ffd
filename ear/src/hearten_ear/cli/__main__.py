"""``python -m hearten_ear.cli``: the same as the installed command."""

import sys

from hearten_ear.cli import main

sys.exit(main())
