"""Documents in formats of other and older programs -> the Word file or slides that LibreOffice makes of them, as read.

LibreOffice (https://www.libreoffice.org) is a program beside this one. It gets a folder of its own for its settings,
which let no macro run and no link be followed, and the limits of the process that calls it.
"""

import re
import shutil
import signal
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from errors import Sentence
from ingest.document import Limits, Reading
from ingest.errors import (
    DamagedDocumentError,
    LockedOfficeError,
    MissingLibreOfficeError,
    SlowDocumentError,
    TooLargeDocumentError,
)
from ingest.loaders.office.archive import check_archive
from ingest.loaders.slides.pptx import load_pptx
from ingest.loaders.word.docx import load_docx

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop>
</item>
</oor:items>
"""
_AGAIN = 81  # the exit status with which it asks to be started again, as it does in a new folder
_STARTS, _SECONDS = 3, 120.0
_MAIN_STREAM = b"\xec\xa5"  # how the main stream of an old Word file begins
_SECTOR, _FLAGS, _IS_ENCRYPTED = 512, 10, 0x0100
_LOCKED_SLIDES = "EncryptedSummary".encode("utf-16-le")
_MANIFEST, _LOCKED_PART = "META-INF/manifest.xml", b"encryption-data"
_FIELD = re.compile(rb"(?:\\\*\s*)?\\fldinst(?![a-z])")
_NO_FIELD = rb"\\*\\fldnone"


@dataclass(frozen=True, slots=True)
class _Target:
    """What documents are converted to.

    :param filter: What LibreOffice calls the format.
    :param advice: The sentence that tells people to convert them themselves.
    """

    suffix: str
    filter: str
    load: Callable[[bytes, Limits], Reading]
    advice: str


_WORD = _Target(".docx", "MS Word 2007 XML", load_docx, "save_as_docx")
_SLIDES = _Target(".pptx", "Impress MS PowerPoint 2007 XML", load_pptx, "save_as_pptx")
# By suffix, with the sentence that says what they are.
_FORMATS = {
    ".doc": ("format_doc", _WORD),
    ".odt": ("format_odt", _WORD),
    ".rtf": ("format_rtf", _WORD),
    ".ppt": ("format_ppt", _SLIDES),
    ".odp": ("format_odp", _SLIDES),
}


def load_by_libreoffice(data: bytes, limits: Limits, suffix: str) -> Reading:
    """Read a document of a format that LibreOffice knows.

    :param suffix: That of the format, such as ".doc".
    :raises UnreadableDocumentError: If LibreOffice is not installed or does not read it, if it is locked, or takes
        more than the limits allow.
    """
    name, target = _FORMATS[suffix]
    if _is_locked(data, suffix, limits):
        raise LockedOfficeError
    program = _program()
    if program is None:
        raise MissingLibreOfficeError(what=Sentence(name), advice=Sentence(target.advice))
    # What the instruction of a field names, such as a picture on the disk, is fetched in this format; its text stays.
    data = _FIELD.sub(_NO_FIELD, data) if suffix == ".rtf" else data
    return target.load(_converted(program, data, suffix, target, limits), limits)


def _is_locked(data: bytes, suffix: str, limits: Limits) -> bool:
    match suffix:
        case ".odt" | ".odp":
            check_archive(data, limits)
            with zipfile.ZipFile(BytesIO(data)) as archive:
                return _MANIFEST in archive.namelist() and _LOCKED_PART in archive.read(_MANIFEST)
        case ".doc":
            streams = (at for at in range(_SECTOR, len(data), _SECTOR) if data.startswith(_MAIN_STREAM, at))
            main = next(streams, None)
            flags = b"" if main is None else data[main + _FLAGS : main + _FLAGS + 2]
            return bool(int.from_bytes(flags, "little") & _IS_ENCRYPTED)
        case _:
            return _LOCKED_SLIDES in data


def _program() -> Path | None:
    """LibreOffice itself, which the command that people start begins in a process of its own."""
    command = shutil.which("soffice")
    if command is None:
        return None
    program = Path(command).resolve().with_name("soffice.bin")
    return program if program.is_file() else Path(command)


def _converted(program: Path, data: bytes, suffix: str, target: _Target, limits: Limits) -> bytes:
    with TemporaryDirectory(prefix="hiwar-") as name:
        folder = Path(name)
        (folder / "settings" / "user").mkdir(parents=True)
        (folder / "settings" / "user" / "registrymodifications.xcu").write_text(_SETTINGS)
        source = folder / f"document{suffix}"
        source.write_bytes(data)
        command = [
            str(program), f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--headless", "--norestore",
            "--convert-to", f"{target.suffix[1:]}:{target.filter}", "--outdir", name, str(source),
        ]  # fmt: skip
        for _ in range(_STARTS):
            status = _run(command, folder, limits)
            if status != _AGAIN:
                break
        converted = source.with_suffix(target.suffix)
        if not converted.is_file():
            raise DamagedDocumentError
        if converted.stat().st_size > limits.max_unpacked_bytes:
            raise TooLargeDocumentError
        return converted.read_bytes()


def _run(command: list[str], folder: Path, limits: Limits) -> int:
    """Run LibreOffice. Gives the exit status."""
    try:
        status = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=min(limits.seconds, _SECONDS),
            cwd=folder,
            env={"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"},
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as error:
        raise SlowDocumentError from error
    except OSError as error:
        raise DamagedDocumentError from error
    if status == -signal.SIGXCPU:
        raise SlowDocumentError
    return status
