"""The audit report: one HTML page fit to send to the unit.

In: :class:`~disclosegen.audit.Audit`s.  Out: HTML as text, whole in itself: no script, nothing from elsewhere, readable in print.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .audit import Audit
from .audit_show import summary, verdict, where_words
from .checks.base import Status
from .findings import UNSEEN, Severity

TEMPLATES = Path(__file__).parent / "render" / "templates"
LOOKS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
ORDER = (Status.WRONG, Status.UNCHECKED, Status.NOT_APPLICABLE, Status.RIGHT)


def audits_page(audits: Sequence[Audit]) -> str:
    """The report on one or more documents."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clean"] = lambda text: UNSEEN.sub("", str(text))
    sheet = (TEMPLATES / "audit.css").read_text("utf-8")
    return environment.get_template("audit.html").render(
        audits=audits,
        severities=tuple(Severity),
        statuses=tuple(Status),
        looks=LOOKS,
        order=ORDER,
        verdict=verdict,
        summary=summary(audits),
        where_words=where_words,
        sheet=Markup(sheet),
        sheet_hash="sha256-" + b64encode(sha256(sheet.encode()).digest()).decode(),
    )
