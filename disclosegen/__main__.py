"""``python -m disclosegen``."""

import sys

from .cli import main

sys.exit(main())
