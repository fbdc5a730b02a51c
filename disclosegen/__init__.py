"""disclosegen: one Excel workbook becomes a whole budget or final-accounts disclosure.

The pipeline is in :mod:`disclosegen.pipeline`; start reading there.
"""

__version__ = "0.1.0"
