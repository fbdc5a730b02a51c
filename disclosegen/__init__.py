"""disclosegen: one Excel workbook becomes a whole budget or final-accounts disclosure.

The pipeline is in :mod:`disclosegen.pipeline`; start reading there.
"""

import os

# pydantic looks for plug-ins among all installed packages at every start: 40 ms for nothing.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")

__version__ = "0.1.0"
