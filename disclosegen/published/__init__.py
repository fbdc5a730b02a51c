"""Reads a published disclosure back: a file becomes lines and rows, these become values of the kit's workbook."""
