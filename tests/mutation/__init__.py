"""Single mistakes, made one at a time in right workbooks: which of them does the check see, and where does it point?

base.py       a right workbook, written once, open to be edited cell by cell
figures.py    mistakes in amounts and counts      rows.py   mistakes in whole rows
words.py      mistakes in what a person typed     kinds.py  all of them, by name
judge.py      a mistake goes in, the check speaks, the mistake goes out again
unseeable.py  what no check could see, with the reason for each (unseeable.toml)
report.py     the shares, the misses

The same for the text of a document, which the audit reads without anything but its letters:

printed.py    the figures of a text      misprints.py   mistakes in them
rereading.py  one text after the other, what did not change not understood anew; its own list is unseeable_text.toml
"""
