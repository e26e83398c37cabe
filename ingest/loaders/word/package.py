"""The parts of a Word file: XML as trees that may be changed, and what their relations lead to."""

import zipfile
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import Any

from ingest.errors import DamagedDocumentError
from ingest.loaders.office.archive import as_bytes, make_element, parse_part

Element = Any
"""An element of lxml, which has no types."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_NO_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Package:
    """A Word file whose parts are read when they are asked for.

    :param data: The bytes of the file.
    :raises DamagedDocumentError: If it has no main part.
    """

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            self._parts = {name: archive.read(name) for name in archive.namelist()}
        self._trees: dict[str, Element] = {}
        self._relations: dict[str, dict[str, Element]] = {}
        mains = self.related("", "officeDocument")
        if not mains:
            raise DamagedDocumentError
        self.main = mains[0]

    def tree(self, name: str) -> Element:
        """The root element of an XML part; what is changed in it is changed in the file.

        :raises DamagedDocumentError: If the part is no XML.
        :raises NestedDocumentError: If its elements stand in each other too deeply.
        """
        if name not in self._trees:
            self._trees[name] = parse_part(self._parts[name])
        return self._trees[name]

    def related(self, part: str, kind: str) -> list[str]:
        """The parts that a part has relations of a kind to, such as "footnotes"; those within the file alone."""
        links = self._links(part)
        named = (self.at(part, link) for link in links if links[link].get("Type", "").endswith(f"/{kind}"))
        return [name for name in named if name]

    def at(self, part: str, link: str | None) -> str | None:
        """The part that a relation leads to; None where it leads out of the file, or nowhere."""
        relation = self._links(part).get(link or "")
        if relation is None or relation.get("TargetMode") == "External":
            return None
        name = normpath(join("/", dirname(part), relation.get("Target", "")))[1:]
        return name if name in self._parts else None

    def read(self, name: str) -> bytes:
        """The bytes of a part, as they were in the file."""
        return self._parts[name]

    def put(self, part: str, kind: str, content: bytes) -> None:
        """Put a part with other content in the place of the one that a part has of a kind, or where it has none."""
        names = self.related(part, kind)
        if not names:
            names = [join(dirname(part), f"{kind}.xml")]
            relations = _relations_of(part)
            self._parts.setdefault(relations, _NO_RELATIONS)
            relation = make_element(_RELATION, self.tree(relations))
            for key, value in (("Id", f"hiwar-{kind}"), ("Type", f"{_KINDS}/{kind}"), ("Target", f"{kind}.xml")):
                relation.set(key, value)
        self._trees.pop(names[0], None)
        self._parts[names[0]] = content

    def packed(self) -> bytes:
        """The file with its parts as they are now."""
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for name, content in self._parts.items():
                tree = self._trees.get(name)
                archive.writestr(name, content if tree is None else as_bytes(tree))
        return target.getvalue()

    def _links(self, part: str) -> dict[str, Element]:
        if part not in self._relations:
            name = _relations_of(part)
            found = self.tree(name) if name in self._parts else ()
            self._relations[part] = {str(link.get("Id")): link for link in found}
        return self._relations[part]


def _relations_of(part: str) -> str:
    return join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
