"""Letters of columns, against the spreadsheet library's own."""

from openpyxl.utils import get_column_letter

from disclosegen.workbook.letters import column_letter


def test_letters_are_a_spreadsheets() -> None:
    assert [column_letter(number) for number in (1, 26, 27, 52, 702, 703, 16384)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert all(column_letter(number) == get_column_letter(number) for number in range(1, 800))
