"""The second process prints what the first would, and says in words what goes wrong."""

from __future__ import annotations

import io
import pickle

import pytest

from disclosegen.render.pdf import to_pdf
from disclosegen.render.worker import Printer, PrinterError, serve
from tests.render.samples import sample as document


def test_it_prints_the_same_bytes() -> None:
    with Printer() as printer:
        printer.begin(document())
        assert printer.finish().data == to_pdf(document()).data


def test_it_ends_when_nothing_is_to_be_printed() -> None:
    with Printer() as printer:
        process = printer._process
    assert process.poll() is not None


def test_its_errors_come_back_as_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from disclosegen.render import pdf

    def fail(*_: object) -> None:
        raise pdf.RenderError("排版出错")

    monkeypatch.setattr(pdf, "to_pdf", fail)
    answer = io.BytesIO()
    serve(io.BytesIO(pickle.dumps(None)), answer)
    assert pickle.loads(answer.getvalue()) == "排版出错"


def test_a_process_that_dies_is_reported() -> None:
    with Printer() as printer:
        printer._process.kill()
        printer._process.wait()
        printer.begin(document())
        with pytest.raises(PrinterError, match="意外结束"):
            printer.finish()
