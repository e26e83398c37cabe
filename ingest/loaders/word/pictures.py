"""Pictures of a Word document: each where mammoth finds it, those outside the file left out, and which are small."""

from ingest.loaders.office.pictures import GOOD_PART
from ingest.loaders.word.drawings import Mark
from ingest.loaders.word.package import A, Element, Package, R, W
from ingest.quality import Doubt

_PAGE = 7_560_000 * 10_692_000  # A4 in English Metric Units, as the sizes of pictures are
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_SHOWN = ((f"{A}blip", f"{R}embed"), ("{urn:schemas-microsoft-com:vml}imagedata", f"{R}id"))


def show_pictures(root: Element, package: Package, part: str, mark: Mark) -> None:
    """Put pictures of groups where single ones stand, and marks in the place of those that the file does not hold."""
    for data in root.iter(f"{A}graphicData"):
        for picture in list(data.iter(_PICTURE)):
            data.append(picture)
    for shown, link in _SHOWN:
        for picture in list(root.iter(shown)):
            if package.at(part, picture.get(link)) is None:
                holder = next(picture.iterancestors(f"{W}r"), None)
                picture.getparent().remove(picture)
                if holder is not None:
                    holder.addnext(mark(Doubt.OUTSIDE))


def small_pictures(package: Package) -> set[bytes]:
    """The pictures that are shown, and nowhere on a good part of a page."""
    largest: dict[str, int] = {}
    for extent in package.tree(package.main).iter(_EXTENT):
        area = int(extent.get("cx")) * int(extent.get("cy"))
        for blip in extent.getparent().iter(f"{A}blip"):
            if name := package.at(package.main, blip.get(f"{R}embed")):
                largest[name] = max(largest.get(name, 0), area)
    shown = [(package.read(name), area >= GOOD_PART * _PAGE) for name, area in largest.items()]
    return {picture for picture, is_large in shown if not is_large} - {
        picture for picture, is_large in shown if is_large
    }
