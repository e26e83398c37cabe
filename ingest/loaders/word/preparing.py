"""A Word file -> one that says the same in forms that mammoth reads, and what was left out of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.document import Block, BlockKind
from ingest.loaders.word import drawings, inline
from ingest.loaders.word.numbers import write_numbers
from ingest.loaders.word.package import Element, Package, R, W
from ingest.loaders.word.pictures import show_pictures, small_pictures
from ingest.loaders.word.rows import even_rows
from ingest.loaders.word.styles import Styles, is_on
from ingest.loaders.word.writing import MARK, bullets, mark, paragraph, run
from ingest.quality import Doubt

HEADING = "hiwar-heading-"
"""What the style of a heading is called, before its level: 0 for the document's title."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A document that stands in another as a part of its own.

    :param data: The bytes of its file.
    :param name: The name of its part.
    """

    data: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A Word file in forms that mammoth reads.

    :param data: The bytes of the file.
    :param marked: By their numbers, what stands where the text bears a mark: documents in it, and what was left out.
    :param small: The pictures that are shown small.
    :param head: What stands above the text on the first page.
    """

    data: bytes
    marked: list[Chunk | Doubt]
    small: set[bytes]
    head: tuple[Block, ...]


def prepare(data: bytes) -> Prepared:
    """Put everything that a Word file says where mammoth reads it.

    :raises DamagedDocumentError: If it is not what it seems.
    :raises NestedDocumentError: If its elements stand in each other too deeply.
    """
    package = Package(data)
    preparation = _Preparation(package)
    texts = [package.main, *package.related(package.main, "footnotes"), *package.related(package.main, "endnotes")]
    for part in texts:
        preparation.say(part)
    head = tuple(preparation.head())
    for part in texts:
        preparation.tell_kinds(package.tree(part))
    package.put(package.main, "numbering", bullets())
    return Prepared(package.packed(), preparation.marked, small_pictures(package), head)


class _Preparation:
    def __init__(self, package: Package) -> None:
        self.marked: list[Chunk | Doubt] = []
        self._package = package
        self._styles = Styles(self._single("styles"))
        self._numbering = self._single("numbering")

    def say(self, part: str) -> None:
        """Put what a part says where it is read, and marks where it is left out."""
        root = self._package.tree(part)
        inline.take_deleted(root)
        even_rows(root)
        drawings.choose(root)
        inline.open_wrappers(root)
        for hidden in inline.take_hidden(root, self._styles):
            hidden.addnext(self._mark(Doubt.HIDDEN))
        inline.say_choices(root)
        inline.write_symbols(root)
        inline.write_equations(root)
        show_pictures(root, self._package, part, self._mark)
        drawings.put_words_behind(root, self._package, part, self._mark)
        for chunk in list(root.iter(f"{W}altChunk")):
            name = self._package.at(part, chunk.get(f"{R}id"))
            content = Chunk(self._package.read(name), name) if name else Doubt.PART
            holder = paragraph("")
            holder.append(self._mark(content))
            chunk.getparent().replace(chunk, holder)

    def tell_kinds(self, root: Element) -> None:
        """Mark headings and points as such, with their numbers before them."""
        if self._numbering is not None:
            write_numbers(root, self._numbering, self._styles)
        for text in root.iter(f"{W}p"):
            level = self._styles.outline(text)
            if level is not None:
                _set_style(text, f"{HEADING}{level}")

    def head(self) -> list[Block]:
        """What stands above the text on the first page."""
        section = next(self._package.tree(self._package.main).iter(f"{W}sectPr"), None)
        if section is None:
            return []
        own = section.find(f"{W}titlePg")
        kind = "first" if own is not None and is_on(own.get(f"{W}val", "1")) else "default"
        links = [
            one.get(f"{R}id")
            for one in section.findall(f"{W}headerReference")
            if one.get(f"{W}type", "default") == kind
        ]
        parts = [part for link in links if (part := self._package.at(self._package.main, link))]
        for part in parts:
            self.say(part)
        lines = (
            MARK.sub("", "".join(_said(text))) for part in parts for text in self._package.tree(part).iter(f"{W}p")
        )
        return [Block(line.strip(), BlockKind.PARAGRAPH) for line in lines if line.strip()]

    def _mark(self, content: Chunk | Doubt) -> Element:
        self.marked.append(content)
        return run(mark(len(self.marked) - 1))

    def _single(self, kind: str) -> Element | None:
        parts = self._package.related(self._package.main, kind)
        return self._package.tree(parts[0]) if parts else None


def _said(text: Element) -> Iterator[str]:
    for part in text.iter(f"{W}t", f"{W}tab", f"{W}br"):
        yield part.text or "" if part.tag == f"{W}t" else " "


def _set_style(text: Element, name: str) -> None:
    properties = text.find(f"{W}pPr")
    if properties is None:
        properties = text.makeelement(f"{W}pPr")
        text.insert(0, properties)
    style = properties.find(f"{W}pStyle")
    if style is None:
        style = properties.makeelement(f"{W}pStyle")
        properties.insert(0, style)
    style.set(f"{W}val", name)
