"""Transcripts with times (.srt, .vtt) -> blocks: what one says is a paragraph, and the times that it falls in head it.

A cue is what is shown at once: it ends where the screen is full, and no sentence need end there.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import unescape

from ingest.document import Block, BlockKind, Reading
from ingest.encoding import decode
from ingest.errors import EmptyDocumentError
from ingest.repair import repair_characters
from ingest.wording import ends_sentence

_SECTION = 60  # seconds, from which on a sentence's end ends a section
_PAUSE = 2  # seconds, likewise of a paragraph
_TOUCHING = 0.1  # seconds at most between cues of which the second goes on with the first
_PUNCTUATED = 0.1  # of the cues end a sentence, in a transcript that writes full stops at all

_MARK = "WEBVTT"
_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]*)>")
_TAG = re.compile(r"</?(?:[bciuvs]|ruby|rt|lang|font|span)\b[^<>]*>|<[\d:.]+>|\{\\[^{}]*\}", re.IGNORECASE)
_TURN = re.compile(r"(?:[-–—]|>>)\s*(?=[^\s\d])")
_NAMED = re.compile(r"([^\W\d_][^:؟?!،؛,;]{0,50}):\s+(?=\S)")
_NAME_WORDS = 6


@dataclass(slots=True)
class _Cue:
    start: float
    end: float
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Said:
    """A line of a cue, or the part of it that one says.

    :param name: Who says it, or what looks like a name before a colon; empty where nothing tells.
    :param is_sure: Whether the format itself says that it is a name.
    :param turns: Whether a dash tells that another one begins to speak.
    """

    start: float
    end: float
    text: str
    name: str
    is_sure: bool
    turns: bool

    @property
    def whole(self) -> str:
        """It with the name."""
        return f"{self.name}: {self.text}" if self.name else self.text


def load_transcript(data: bytes) -> Reading:
    """Read a transcript.

    :param data: The whole file, in any encoding that `ingest.encoding` knows.
    :return: A heading for each minute or so, such as "00:01:02 – 00:02:05", and the paragraphs that were spoken
        then. Notes, styles and marks of the format are left out.
    :raises UnreadableDocumentError: If it is not text, or nothing is said in it.
    """
    lines = [line.strip() for line in repair_characters(decode(data)).split("\n")]
    is_web = lines[0].startswith(_MARK)
    said = list(_said(sorted(_cues(lines, has_asides=is_web), key=lambda cue: cue.start)))
    if not said:
        raise EmptyDocumentError
    title = lines[0].removeprefix(_MARK).strip(" -–") if is_web else ""
    return Reading(tuple(_blocks(said)), title=title or None)


def _cues(lines: Iterable[str], *, has_asides: bool) -> list[_Cue]:
    cues: list[_Cue] = []
    is_aside, before = False, ""
    for line in lines:
        if timing := _TIMING.match(line):
            if cues:
                _drop_name(cues[-1].lines)
            times = timing.groups("0")
            cues.append(_Cue(_seconds(times[:4]), _seconds(times[4:])))
            is_aside = False
        elif is_aside or (has_asides and not before and _ASIDE.match(line)):
            is_aside = bool(line)
        elif cues:
            cues[-1].lines.append(line)
        before = line
    return cues


def _drop_name(lines: list[str]) -> None:
    """Take the name of the next cue off the end of a cue: a number, or a line of its own."""
    if lines and lines[-1] and (lines[-1].isdecimal() or (len(lines) > 1 and not lines[-2])):
        lines.pop()


def _seconds(time: Sequence[str]) -> float:
    hours, minutes, seconds, fraction = time
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{int(fraction.ljust(3, '0')):03}")


def _said(cues: Sequence[_Cue]) -> Iterator[_Said]:
    last, end = ("", ""), 0.0
    for cue in cues:
        voice = ""
        # Where lines roll, the last one is shown again above the next.
        rolling = last if cue.start - end <= _TOUCHING else ("", "")
        for line in cue.lines:
            texts = _VOICE.split(line)  # what stands before the first voice; then by turns a voice and what it says
            for name, marked in zip(("", *texts[1::2]), texts[::2], strict=True):
                voice = _clean(name) or voice
                text = _clean(marked)
                if text and (voice, text) != rolling:
                    yield _of_line(cue, text, voice)
                    last = voice, text
                rolling = ("", "") if text else rolling
        end = cue.end


def _of_line(cue: _Cue, text: str, voice: str) -> _Said:
    dash = _TURN.match(text)
    text = text[dash.end() :] if dash else text
    named = None if voice else _NAMED.match(text)
    if named and len(named[1].split()) <= _NAME_WORDS:
        return _Said(cue.start, cue.end, text[named.end() :], named[1].strip(), is_sure=False, turns=dash is not None)
    return _Said(cue.start, cue.end, text, voice, is_sure=bool(voice), turns=dash is not None)


def _clean(text: str) -> str:
    return " ".join(repair_characters(unescape(_TAG.sub("", text))).split())


def _blocks(said: Sequence[_Said]) -> Iterator[Block]:
    for section in _sections(said):
        first, last = section[0][0], section[-1][-1]
        yield Block(f"{_clock(first.start)} – {_clock(max(first.start, last.end))}", BlockKind.HEADING, 1)
        for paragraph in section:
            head, *others = paragraph
            yield Block(" ".join((head.whole, *(part.text for part in others))), BlockKind.PARAGRAPH)


def _sections(said: Sequence[_Said]) -> list[list[list[_Said]]]:
    """What is said by sections, and in each by paragraphs."""
    sections: list[list[list[_Said]]] = []
    names = Counter(part.name for part in said)
    is_punctuated = sum(ends_sentence(part.text) for part in said) >= _PUNCTUATED * len(said)
    speaking, last = "", said[0]
    for part in said:
        ended = not sections or not is_punctuated or ends_sentence(last.text)
        if not part.is_sure and not ended and names[part.name] == 1:  # "the answer is: no" names nobody
            part = replace(part, name="", text=part.whole)
        turns = part.turns or part.name not in ("", speaking)
        if not sections or ((ended or turns) and part.start - sections[-1][0][0].start >= _SECTION):
            sections.append([[part]])
        elif turns or (ended and part.start - last.end >= _PAUSE):
            sections[-1].append([part])
        else:
            sections[-1][-1].append(part)
        speaking = part.name or ("" if part.turns else speaking)
        last = part
    return sections


def _clock(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}"
