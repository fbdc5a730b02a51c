"""Stage 1. Excel in (and the empty workbook out): every value with its cell."""
