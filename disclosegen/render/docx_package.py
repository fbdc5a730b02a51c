"""The .docx container: parts, properties, the payload, and the same bytes every time.

In: the parts' XML.  Out: the bytes of the file.  The payload (the data of the workbook) travels as a custom
XML part, which Word keeps when it saves; ``document/carried.py`` takes it out again.
"""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Iterable

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.package import OpcPackage
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from ..document.blocks import Document
from ..document.carried import PAYLOAD_NAMESPACE
from .docx_xml import escaped

_PAYLOAD_ID = "{6D0B7C2E-5A3F-4E0B-9C57-3E1D5B1A7F42}"
_CUSTOM_XML_PROPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MOMENT = "2000-01-01T00:00:00Z"


class Package:
    """A .docx in the making: the document part and what hangs on it, in the order of :meth:`add`."""

    def __init__(self) -> None:
        self._package = OpcPackage()
        self._document = self._part("/word/document.xml", CT.WML_DOCUMENT_MAIN)
        self._package.relate_to(self._document, RT.OFFICE_DOCUMENT)

    def _part(self, name: str, content_type: str, xml: str = "") -> Part:
        return Part(PackURI(name), content_type, xml.encode(), self._package)

    def add(self, name: str, content_type: str, relation: str, xml: str) -> str:
        """Add a part to the document.

        Args:
            name: Path in the package, as ``/word/styles.xml``.
            content_type, relation: From ``docx.opc.constants``.
            xml: The part.

        Returns:
            The id of the relationship from the document to it.
        """
        return self._document.relate_to(self._part(name, content_type, xml), relation)

    def add_chart(self, number: int, xml: str, workbook: bytes) -> str:
        """Add a chart and the workbook that it is edited in.

        Args:
            number: Of the chart, from 1.
            xml: The chart part; names its workbook by the relationship id ``rId1``.
            workbook: An .xlsx.

        Returns:
            The id of the relationship from the document to the chart.
        """
        chart = self._part(f"/word/charts/chart{number}.xml", CT.DML_CHART, xml)
        book = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), CT.SML_SHEET, workbook, self._package)
        chart.relate_to(book, RT.PACKAGE)
        return self._document.relate_to(chart, RT.CHART)

    def add_picture(self, number: int, data: bytes, kind: str) -> str:
        """Add a picture (``png`` or ``jpeg``); gives the id of the relationship from the document to it."""
        part = Part(PackURI(f"/word/media/picture{number}.{kind}"), f"image/{kind}", data, self._package)
        return self._document.relate_to(part, RT.IMAGE)

    def add_properties(self, document: Document) -> None:
        """Title, author, keywords and language; dates are fixed, revisions and editing times are left out."""
        core = _core_xml(document)
        self._package.relate_to(self._part("/docProps/core.xml", CT.OPC_CORE_PROPERTIES, core), RT.CORE_PROPERTIES)
        app = (
            f'{_XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
            'extended-properties"><Application>disclosegen</Application></Properties>'
        )
        self._package.relate_to(
            self._part("/docProps/app.xml", CT.OFC_EXTENDED_PROPERTIES, app), RT.EXTENDED_PROPERTIES
        )

    def add_payload(self, payload: bytes) -> None:
        """Carry the payload, packed, as a custom XML part with its properties."""
        text = base64.b64encode(zlib.compress(payload, 9)).decode()
        item = self._part(
            "/customXml/item1.xml",
            CT.XML,
            f'{_XML}<payload xmlns="{PAYLOAD_NAMESPACE}" encoding="zlib+base64">{text}</payload>',
        )
        properties = self._part(
            "/customXml/itemProps1.xml",
            CT.OFC_CUSTOM_XML_PROPERTIES,
            f'{_XML}<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"'
            f' ds:itemID="{_PAYLOAD_ID}"><ds:schemaRefs><ds:schemaRef ds:uri="{PAYLOAD_NAMESPACE}"/>'
            "</ds:schemaRefs></ds:datastoreItem>",
        )
        item.relate_to(properties, _CUSTOM_XML_PROPS)
        self._document.relate_to(item, RT.CUSTOM_XML)

    def save(self, document_xml: str) -> bytes:
        """The file's bytes, with ``document_xml`` as the document part; equal for equal parts."""
        self._document._blob = document_xml.encode()
        stream = io.BytesIO()
        self._package.save(stream)
        with zipfile.ZipFile(stream) as package:
            return zipped((name, package.read(name)) for name in package.namelist())


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip with fixed dates, attributes and compression; content types first, as some readers want."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in sorted(parts, key=lambda part: (part[0] != "[Content_Types].xml", part[0])):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            package.writestr(entry, content, zipfile.ZIP_DEFLATED, 6)
    return target.getvalue()


def _core_xml(document: Document) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(document.title)}</dc:title><dc:creator>{escaped(document.author)}</dc:creator>"
        f"<cp:keywords>{escaped(' '.join(document.keywords))}</cp:keywords><dc:language>zh-CN</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{_MOMENT}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{_MOMENT}</dcterms:modified></cp:coreProperties>'
    )
