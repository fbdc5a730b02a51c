"""Stage 2. Typed data: tables of figures in 元, blanks computed, every figure with its address."""
