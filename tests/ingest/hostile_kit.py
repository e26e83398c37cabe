"""Documents that are small, and made to take for ever or all memory."""

import zipfile
from io import BytesIO

SAID = "بلغ عدد المشاركين في الجلسة الأولى سبعة وثمانين مشاركاً من ست دول. "
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word_file(body: str, links: str = "") -> bytes:
    """A Word file of that body, with the relations that it names."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def big_word_file() -> bytes:
    """200 kB that unpack to 94 MB of XML, and to gigabytes in memory."""
    return word_file(paragraph(SAID * 20) * 20_000)


DEEP = {
    "deep.html": b"<!doctype html><html><body>" + b"<div>" * 50_000 + SAID.encode() + b"</div>" * 50_000,
    "deep.md": b"<div>" * 50_000 + SAID.encode(),
    "deep.docx": word_file("<w:sdt><w:sdtContent>" * 5_000 + paragraph(SAID) + "</w:sdtContent></w:sdt>" * 5_000),
}
LONG = {
    "dots": f"محضر\n\n{'.' * 100_000}\n{SAID}",
    "guillemets": f"محضر\n\n{'«' * 50_000}{SAID}{'»' * 50_000}",
    "a word": f"محضر\n\n{'م' * 200_000} {SAID}",
    "lines of a word": f"{SAID}\n\n" + "محضر\n" * 50_000,
    "comments": f"{'<!-- -->' * 20_000} {SAID}",
}
