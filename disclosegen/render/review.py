"""A review as one web page: each figure leads to its source, each finding stands beside its place.

In: a :class:`~disclosegen.document.review.Review`.  Out: HTML as text, in the layout of the screen page.  Without scripts every
figure is a link to its source at the end of the page; the script in ``templates/review.js`` shows the source beside the
figure instead.  The policy of the page allows this one style sheet and this one script and nothing from elsewhere.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from ..document.blocks import ChartBlock, ChartSlice, GridCell, Paragraph
from ..document.printed import figures
from ..document.review import Figure, Note, Review
from ..document.trace import Origin, Trace
from .chart_svg import chart_svg
from .docx_xml import clean
from .html import Item, View, environment

_SCRIPT = Path(__file__).with_name("templates") / "review.js"


MARKS = 3
"""Numbers of notes that stand behind one figure at most; its source names them all."""


def to_review(review: Review) -> str:
    """Write the review page."""
    view = _ReviewView(review)
    sheet = environment().get_template("review.css").render(document=review.document, view=view)
    script = _SCRIPT.read_text("utf-8")
    return (
        environment()
        .get_template("review.html")
        .render(
            document=review.document,
            view=view,
            sections=list(view.sections()),
            style=review.document.style,
            review=review,
            sheet=Markup(sheet),
            script=Markup(script),
            sheet_hash=_hash(sheet),
            script_hash=_hash(script),
        )
    )


def _hash(text: str) -> str:
    """What a content security policy calls a text by."""
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


class _ReviewView(View):
    """Figures as links, notes beside blocks."""

    def __init__(self, review: Review):
        super().__init__(review.document, "screen", False, 1, {})
        self.review = review
        self.linked: set[int] = set()  # sources that a figure leads to already: the first one is the way back
        self.noted: set[int] = set()  # notes that stand somewhere already: the first one has the note's name

    def cell(self, cell: GridCell) -> str:
        if cell.trace is None:
            return clean(cell.text)
        return (
            self._typed(cell.text, cell.trace)
            if cell.trace.origin is Origin.TYPED
            else self._link(cell.text, cell.trace)
        )

    def words(self, block: Paragraph) -> str:
        return Markup("").join(self._run(run.text, run.trace) for run in block.runs)

    def _run(self, text: str, trace: Trace | None) -> str:
        if trace is None:
            return clean(text)
        if trace.origin is not Origin.TYPED:
            return self._link(text, trace)
        return Markup('<span class="typed">{}</span>').format(self._typed(text, trace))

    def _typed(self, text: str, trace: Trace) -> Markup:
        """A person's words: the figures among them lead to their cell, all of it where there are none and a note is."""
        figure = self.review.figures[trace]
        found_here = list(figures(text))
        if not found_here and figure.notes:
            return self._link(text, trace)
        pieces, at = Markup(""), 0
        for number, found in enumerate(found_here):
            pieces += Markup("{}{}").format(
                clean(text[at : found.start()]), self._link(found[0], trace, marks=not number)
            )
            at = found.end()
        return pieces + clean(text[at:])

    def _link(self, text: str, trace: Trace, *, marks: bool = True) -> Markup:
        """A figure as a link to its source, with the numbers of the notes that touch it."""
        figure = self.review.figures[trace]
        kind = f" {figure.notes[0].kind}" if figure.notes else ""
        link = Markup('<a class="f{}" href="#q{}"{}>{}</a>').format(
            kind, figure.number, self._name(figure), clean(text)
        )
        return link + (self._marks(figure.notes) if marks else "")

    def _name(self, figure: Figure) -> Markup:
        """The name of the first link to a source."""
        if figure.number in self.linked:
            return Markup("")
        self.linked.add(figure.number)
        return Markup(' id="f{}"').format(figure.number)

    def _marks(self, notes: tuple[Note, ...]) -> Markup:
        """The numbers of notes behind a figure; of many only the most serious."""
        shown = notes if len(notes) <= MARKS else notes[: MARKS - 1]
        marks = Markup("").join(
            Markup('<sup class="k {}"><a href="#n{}">{}{}</a></sup>').format(
                note.kind, note.number, note.finding.severity.value, note.number
            )
            for note in shown
        )
        rest = len(notes) - len(shown)
        more = self.review.words["more"].replace("{n}", str(rest))
        return marks + (Markup('<sup class="k">{}</sup>').format(more) if rest else "")

    def chart(self, block: ChartBlock) -> Markup:
        return chart_svg(block, self.style, lambda part, line: self._label(block, block.slices[part], line))

    def _label(self, block: ChartBlock, part: ChartSlice, line: str) -> str:
        """A line of a label; its amount and its share are figures."""
        amount = part.amount.text + block.unit
        if line not in part.lines[-2:] or line not in (amount, part.share.text, f"{amount} {part.share.text}".strip()):
            return clean(line)
        pieces = []
        if line.startswith(amount):
            pieces.append(self._run(part.amount.text, part.amount.trace) + clean(block.unit))
        if part.share.text and line.endswith(part.share.text):
            pieces.append(self._run(part.share.text, part.share.trace))
        return Markup(" ").join(pieces)

    def opening(self, item: Item) -> str:
        return (
            Markup('<div class="with" id="b{}">\n<div class="what">').format(item.number)
            if self.review.beside(item.number)
            else ""
        )

    def closing(self, item: Item) -> str:
        notes = self.review.beside(item.number)
        if not notes:
            return ""
        first = [note.number for note in notes if note.number not in self.noted]
        self.noted.update(first)
        text = environment().get_template("review_notes.html").render(notes=notes, first=first, words=self.review.words)
        return Markup("</div>\n{}</div>").format(Markup(text))
