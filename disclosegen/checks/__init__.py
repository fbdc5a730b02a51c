"""Stage 3. Findings: the kit's rules held against the data."""
