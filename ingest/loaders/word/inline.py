"""What stands within paragraphs and is passed over by readers of Word: fields, changes of direction, ruby, choices."""

from mammoth.docx.dingbats import dingbats

from ingest.loaders.office.equations import EQUATION, EQUATIONS, equation_line
from ingest.loaders.word.package import Element, W
from ingest.loaders.word.styles import Styles, is_on
from ingest.loaders.word.writing import is_said, run, unwrap

_WRAPPERS = [f"{W}{name}" for name in ("fldSimple", "bdo", "dir")]
_SYMBOL_FONTS = {font for font, _ in dingbats}
_PRIVATE, _PRIVATE_BLOCK = "\ue000", 0xF000  # where Word keeps the characters of such fonts
_BOXES = {0x1F5F9: "☑", 0x1F5F7: "☒", 0x2BBD: "☒", 0x1F78E: "☐", 0x1F78F: "☐", 0x25A1: "☐"}
_PROPERTIES = [f"{W}{name}" for name in ("rPr", "trPr", "tcPr", "numPr")]
_AS = {f"{W}cr": f"{W}br", f"{W}ptab": f"{W}tab"}


def take_deleted(root: Element) -> None:
    """Take out what was deleted or moved away, with the drawings in it."""
    for gone in list(root.iter(f"{W}del", f"{W}moveFrom")):
        if gone.getparent().tag not in _PROPERTIES:  # there it says that a paragraph or a row is deleted
            gone.getparent().remove(gone)


def open_wrappers(root: Element) -> None:
    """Put the text of fields, of stretches with a direction and of annotated words where it is read."""
    for wrapper in reversed(list(root.iter(_WRAPPERS))):
        unwrap(wrapper)
    for word in list(root.iter(f"{W}ruby")):
        base = word.find(f"{W}rubyBase")
        word[:] = () if base is None else base.iter(f"{W}t")
        unwrap(word)
    for old, new in _AS.items():
        for element in root.iter(old):
            element.tag = new


def write_equations(root: Element) -> None:
    """Put a line of text in the place of each equation."""
    for group in list(root.iter(EQUATIONS)):
        unwrap(group)
    for equation in list(root.iter(EQUATION)):
        equation.getparent().replace(equation, run(equation_line(equation)))


def write_symbols(root: Element) -> None:
    """Put characters in the place of what is drawn with fonts of symbols, ticked boxes among it."""
    for symbol in list(root.iter(f"{W}sym")):
        drawn = _drawn(symbol.get(f"{W}font", ""), chr(int(symbol.get(f"{W}char", "0"), 16)))
        symbol.tag, symbol.text = f"{W}t", drawn if drawn < _PRIVATE else ""
    for font in root.iter(f"{W}rFonts"):
        name, properties = font.get(f"{W}ascii"), font.getparent()
        is_arabic = any(properties.find(f"{W}{switch}") is not None for switch in ("rtl", "cs"))
        if name in _SYMBOL_FONTS and not is_arabic and properties.getparent().tag == f"{W}r":
            for text in properties.getparent().findall(f"{W}t"):
                text.text = "".join(_drawn(name, character) for character in text.text or "")


def _drawn(font: str, character: str) -> str:
    """What a font of symbols draws for a character; the character where that is not known."""
    code = ord(character)
    found = dingbats.get((font, code - _PRIVATE_BLOCK if _PRIVATE_BLOCK <= code < _PRIVATE_BLOCK + 256 else code))
    return _BOXES.get(found, chr(found)) if found else character


def say_choices(root: Element) -> None:
    """Put what is chosen in the drop-down lists of forms behind them: Word draws it, and does not write it."""
    for field in list(root.iter(f"{W}ddList")):
        entries = [str(entry.get(f"{W}val")) for entry in field.findall(f"{W}listEntry")]
        chosen = field.find(f"{W}result")
        if chosen is None:
            chosen = field.find(f"{W}default")
        at = 0 if chosen is None else int(chosen.get(f"{W}val", 0))
        holder = next(field.iterancestors(f"{W}r"), None)
        if at < len(entries) and holder is not None:
            holder.addnext(run(entries[at]))


def take_hidden(root: Element, styles: Styles) -> list[Element]:
    """Take hidden text out.

    :return: For each paragraph with hidden text, the first of its runs that are empty now.
    """
    for row in list(root.iter(f"{W}tr")):
        switch = row.find(f"{W}trPr/{W}hidden")
        if switch is not None and is_on(switch.get(f"{W}val", "1")):
            for text in row.iter(f"{W}r"):
                _hide(text)
    firsts: dict[Element | None, Element] = {}
    for hidden in [found for found in root.iter(f"{W}r") if styles.hides(found)]:
        if is_said(hidden):
            firsts.setdefault(next(hidden.iterancestors(f"{W}p"), None), hidden)
        for child in list(hidden):
            if child.tag not in (f"{W}rPr", f"{W}fldChar"):  # a field goes on behind it
                hidden.remove(child)
    return list(firsts.values())


def _hide(text: Element) -> None:
    properties = text.find(f"{W}rPr")
    if properties is None:
        properties = text.makeelement(f"{W}rPr")
        text.insert(0, properties)
    for old in properties.findall(f"{W}vanish"):
        properties.remove(old)
    properties.append(properties.makeelement(f"{W}vanish"))
