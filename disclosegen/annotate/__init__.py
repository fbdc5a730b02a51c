"""A copy of the user's workbook with the findings written into it. The file is edited part by part: what is not touched stays byte for byte."""
