"""Rows of Word's tables -> rows whose cells stand under each other, as mammoth counts them."""

from ingest.loaders.office.archive import make_element
from ingest.loaders.tables import MOST_SPANNED
from ingest.loaders.word.package import Element, W
from ingest.loaders.word.writing import paragraph


def even_rows(root: Element) -> None:
    """Put an empty cell where a row begins in a later column, and take out of tables what is neither row nor cell."""
    for bookmark in list(root.iter(f"{W}bookmarkStart")):
        if bookmark.getparent().tag in (f"{W}tbl", f"{W}tr"):  # where it keeps mammoth from seeing merged cells
            bookmark.getparent().remove(bookmark)
    for skipped in list(root.iter(f"{W}gridBefore")):
        row = next(skipped.iterancestors(f"{W}tr"))
        first = row.find(f"{W}tc")
        if first is not None:
            first.addprevious(_empty_cell(min(int(skipped.get(f"{W}val", 0)), MOST_SPANNED)))


def _empty_cell(columns: int) -> Element:
    cell = make_element(f"{W}tc")
    make_element(f"{W}gridSpan", make_element(f"{W}tcPr", cell)).set(f"{W}val", str(columns))
    cell.append(paragraph(""))
    return cell
