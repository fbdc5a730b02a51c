"""Stage 5. Word, PDF and HTML out of one document; no arithmetic, no look-ups."""
