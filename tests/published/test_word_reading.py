"""Word files as others make them: numbers that Word counts, merged and nested cells, tracked changes, hidden text, text boxes."""

from __future__ import annotations

import io
import zipfile

import pytest

from disclosegen.published.docx import read_docx
from disclosegen.published.numbering import in_form
from tests.helpers.flows import dumped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SPACES = (
    f'{W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(body: str, **parts: str) -> bytes:
    """A .docx with this body and these parts beside it (``numbering``, ``styles``, ``header``)."""
    relations = "".join(f'<Relationship Id="r{name}" Type="{KIND}/{name}" Target="{name}1.xml"/>' for name in parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        package.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{space}">{relations}</Relationships>')
        for name, xml in parts.items():
            package.writestr(f"word/{name}1.xml", xml)
    return target.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if text.startswith('<w:') else p(text)}</w:tc>"


def tr(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def read(body: str, **parts: str) -> str:
    return dumped(read_docx(packed(body, **parts), "文件.docx")).strip()


NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="1">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:pStyle w:val="Title1"/><w:lvlText w:val="%1、"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>
 <w:lvlText w:val="第%1部分"/><w:suff w:val="space"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""
STYLES = f"""<w:styles {W}>
<w:style w:styleId="Title1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Title1a"><w:basedOn w:val="Title1"/></w:style>
<w:style w:styleId="Hidden"><w:rPr><w:vanish/></w:rPr></w:style>
</w:styles>"""


def listed(number: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def test_numbers_that_word_counts_stand_before_the_text() -> None:
    body = (
        p("概况", listed(3))
        + p("职责", '<w:pStyle w:val="Title1"/>')
        + p("收入", listed(1, 1))
        + p("支出", listed(1, 1))
        + p("货物", listed(1, 2))
        + p("机构", '<w:pStyle w:val="Title1a"/>')
        + p("收入", listed(1, 1))
        + p("一项", listed(2))
        + p("不编号", '<w:pStyle w:val="Title1"/>' + listed(0))
        + p("决算表", listed(3))
        + p("重新编号", listed(4))
        + p("接着编号", listed(4))
    )
    assert read(body, numbering=NUMBERING, styles=STYLES).split("\n\n") == [
        "第一部分 概况",
        "一、职责",
        "（一）收入",
        "（二）支出",
        "1.货物",
        "二、机构",
        "（一）收入",
        "一项",
        "不编号",
        "第二部分 决算表",
        "一、重新编号",
        "二、接着编号",
    ]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"),
        (20, "japaneseCounting", "二十"),
        (105, "chineseCounting", "一百〇五"),
        (110, "chineseCounting", "一百一十"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (2, "ideographTraditional", "乙"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (7, "decimalZero", "07"),
        (3, "decimalFullWidth", "３"),
        (5, "a form of tomorrow", "5"),
    ],
)
def test_forms_of_numbers(number: int, form: str, text: str) -> None:
    assert in_form(number, form) == text


def test_covered_places_of_merged_cells_are_blank() -> None:
    body = tbl(
        tr(tc("项目", '<w:vMerge w:val="restart"/>'), tc("金额", '<w:gridSpan w:val="2"/>'), tc("备注")),
        tr(tc("", "<w:vMerge/>"), tc("预算"), tc("决算"), tc("甲")),
    )
    assert read(body) == "项目\t金额\t\t备注\n\t预算\t决算\t甲"


def test_columns_in_which_no_cell_begins_are_left_out() -> None:
    wide = '<w:gridSpan w:val="3"/>'
    assert read(tbl(tr(tc("甲", wide), tc("1")), tr(tc("乙", wide), tc("2")))) == "甲\t1\n乙\t2"


def test_a_table_within_a_cell_comes_behind_what_stands_above_it() -> None:
    inner = tbl(tr(tc("甲"), tc("1")), tr(tc("乙"), tc("2")))
    body = tbl(tr(tc(f"{p('框内文字')}{inner}{p('')}")), tr(tc("下一行")))
    assert read(body) == "框内文字\n甲\t1\n乙\t2\n\n下一行"


def test_insertions_count_and_deletions_do_not() -> None:
    body = (
        "<w:p><w:r><w:t>收入</w:t></w:r><w:del><w:r><w:delText>减少</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>增加</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>走了</w:t></w:r></w:moveFrom></w:p>"
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>删去的行</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    assert read(body) == "收入增加"


def test_hidden_text_and_instructions_of_fields_are_not_read() -> None:
    body = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏着</w:t></w:r><w:r><w:t>看见</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        + p("整段藏着", '<w:pStyle w:val="Hidden"/>')
    )
    assert read(body, styles=STYLES) == "看见12"


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('框里')}</w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>段落</w:t></w:r></w:p>"
    )
    assert read(body) == "段落\n\n框里"


def test_tabs_part_what_stands_side_by_side_but_no_ordinal_and_no_page_number() -> None:
    tab = "</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>"
    body = (
        p(f"部门：某局{tab}金额单位：万元")
        + p(f"一、{tab}职责")
        + p(f"第一部分 概况{tab}12")
        + p("甲</w:t><w:br/><w:t>乙")
    )
    assert read(body).split("\n\n") == ["部门：某局", "金额单位：万元", "一、 职责", "第一部分 概况 12", "甲", "乙"]


def test_a_header_is_left_out_and_its_watermark_is_a_remark() -> None:
    header = f'<w:hdr {SPACES}>{p("页眉")}<w:p><w:r><w:pict><v:shape><v:textpath string="仅供内部审核"/></v:shape></w:pict></w:r></w:p></w:hdr>'
    flow = read_docx(packed(p("正文"), header=header), "文件.docx")
    assert [strip.text for strip in flow.strips] == ["正文"]
    assert [(remark.rule, remark.message) for remark in flow.remarks] == [
        ("D-watermark", "文件里印着水印“仅供内部审核”，读取时略过了")
    ]


def test_neighbouring_tables_as_wide_are_one_unless_the_next_form_begins() -> None:
    grid = "<w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>"

    def form(name: str) -> str:
        title = tr(tc("绩效自评表", '<w:gridSpan w:val="2"/>'))
        return f"<w:tbl>{grid}{title}{tr(tc('项目'), tc(name))}</w:tbl>"

    more = f"<w:tbl>{grid}{tr(tc('甲'), tc('1'))}</w:tbl>"
    flow = read_docx(packed(form("一") + p("") + more + p("") + form("二")), "文件.docx")
    assert [strip.table for strip in flow.strips] == [1, 1, 1, 2, 2]


def test_a_paragraph_whose_end_is_deleted_goes_on_with_the_next() -> None:
    gone = '<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'
    body = p("收入", gone) + p("合计5.05万元。") + tbl(tr(tc("a"), tc("b"))) + p("没有下文", gone)
    assert read(body) == "收入合计5.05万元。\na\tb\n\n没有下文"
