"""Stage 4. What the reader sees, without a format: facts, sentences, tables, outline."""
