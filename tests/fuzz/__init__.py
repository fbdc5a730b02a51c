"""Workbooks broken at every level, by the thousand: ``python -m tests.fuzz``."""
