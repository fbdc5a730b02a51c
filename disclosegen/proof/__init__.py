"""Proof-reading: what people typed and the finished text, held against the tables, the year and the unit."""
