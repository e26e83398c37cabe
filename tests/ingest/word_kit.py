"""Word files, written part by part."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
NAMES = " ".join(
    f'xmlns:{short}="{name}"'
    for short, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": f"{OFFICE}/relationships",
        "m": f"{OFFICE}/math",
        "wp": f"{DRAWING}/wordprocessingDrawing",
        "a": f"{DRAWING}/main",
        "pic": f"{DRAWING}/picture",
        "c": f"{DRAWING}/chart",
        "dgm": f"{DRAWING}/diagram",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/></Types>'
)
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{called}"/>{more}</w:style>'
    for name, called, more in (
        ("H1", "heading 1", ""),
        ("H2", "heading 2", ""),
        ("T", "Title", ""),
        ("Law", "مادة القانون", '<w:basedOn w:val="H2"/>'),
        ("Contents", "TOC Heading", '<w:basedOn w:val="H1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>'),
    )
)

Link = tuple[str, str]
"""The kind of a relation and its target; one that is an address leads out of the file."""


def word_file(
    body: str,
    *,
    links: Mapping[str, Link] | None = None,
    parts: Mapping[str, str | bytes] | None = None,
    numbering: str = "",
    styles: str = "",
) -> bytes:
    """A Word file.

    :param body: What stands in its body.
    :param links: The relations of its main part, by their names.
    :param parts: Its other parts, by their names within the folder "word".
    :param numbering: What stands in its numbering part.
    :param styles: What stands in its styles part beside headings and the title.
    """
    links = {**(links or {}), "rStyles": ("styles", "styles.xml"), "rNumbers": ("numbering", "numbering.xml")}
    relations = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/relationships/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if '://' in target else ''}/>"
        for name, (kind, target) in links.items()
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" '
        f'Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMES}>{_STYLES}{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {NAMES}>{numbering}</w:numbering>",
        **{f"word/{name}": content for name, content in (parts or {}).items()},
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def p(*runs: str, style: str = "", more: str = "") -> str:
    """A paragraph of texts, or of runs as they are."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    said = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{said}</w:p>"


def r(text: str, more: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{more}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: Sequence[str]) -> str:
    """A table of cells, each the blocks in it."""
    return f"<w:tbl>{''.join(f'<w:tr>{_cells(row)}</w:tr>' for row in rows)}</w:tbl>"


def _cells(row: Sequence[str]) -> str:
    return "".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in row)


def drawing(data: str, *, inches: float = 1, description: str = "") -> str:
    """A run with a drawing."""
    size = int(inches * 914_400)
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{size}" cy="{size}"/><wp:docPr id="1" name="a" '
        f'descr="{description}"/><a:graphic><a:graphicData>{data}</a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def box(blocks: str) -> str:
    """What a text box of today is within a drawing."""
    return f"<wps:wsp><wps:txbx><w:txbxContent>{blocks}</w:txbxContent></wps:txbx></wps:wsp>"


def old_box(blocks: str) -> str:
    """A run with a text box as programs of old write it."""
    content = f"<v:shape><v:textbox><w:txbxContent>{blocks}</w:txbxContent></v:textbox></v:shape>"
    return f"<w:r><w:pict>{content}</w:pict></w:r>"


def choice(new: str, old: str = "") -> str:
    """A run with alternatives."""
    fallback = f"<mc:Fallback>{_inside(old)}</mc:Fallback>" if old else ""
    chosen = f'<mc:Choice Requires="wps">{_inside(new)}</mc:Choice>'
    return f"<w:r><mc:AlternateContent>{chosen}{fallback}</mc:AlternateContent></w:r>"


def _inside(run: str) -> str:
    return run.removeprefix("<w:r>").removesuffix("</w:r>")


def numbered(text: str, number: int = 1, level: int = 0, *, style: str = "") -> str:
    """A paragraph of a list."""
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(text, style=style, more=place)


def levels(*written: tuple[str, str], number: int = 1, more: str = "") -> str:
    """A list whose levels have a form of numbers and a text each."""
    said = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(written)
    )
    return f'<w:abstractNum w:abstractNumId="{number}">{said}</w:abstractNum>' + of_list(number, number)


def of_list(number: int, abstract: int, more: str = "") -> str:
    """A list that counts as another is defined to."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{more}</w:num>'
