"""A document as it was read -> what an edition says of it."""

from ingest.document import IngestedDocument
from vectorstore.manifest import DocumentRecord
from vectorstore.sessions import sessions_of


def record_of(document: IngestedDocument, reading: str, path: str) -> DocumentRecord:
    """The record of a document that is new.

    :param reading: The name that what was read of it is kept by.
    :param path: Absolute path that it was read from; empty where it was uploaded.
    """
    return DocumentRecord(
        document_id=document.content_id,
        content_id=document.content_id,
        reading=reading,
        title=document.title,
        source=document.source,
        path=path,
        language=document.language,
        date=document.date,
        symbol=document.symbol,
        pages=len({page.page for page in document.pages} - {None}),
        doubtful=sum(page.doubt is not None for page in document.pages),
        passages=len(document.passages),
        sentences=sum(len(passage.sentences) for passage in document.passages),
        sessions=sessions_of(passage.section for passage in document.passages),
    )
