"""The image of a page -> the same with the ink of a marker over the words of a quote."""

from PIL import Image, ImageChops

from ingest.loaders.pdf.page import Page
from ingest.loaders.pdf.quotes import find_quote

_INK = (255, 233, 168)


def marked(image: Image.Image, page: Page, words: str) -> Image.Image:
    """Mark words on a page, where they are found.

    :param image: Of the whole page.
    """
    image = image.convert("RGB")
    across, down = image.width / page.width, image.height / page.height
    for box in find_quote(page, words):
        edges = (
            max(round(box.x0 * across), 0),
            max(round((page.height - box.y1) * down), 0),
            min(round(box.x1 * across), image.width),
            min(round((page.height - box.y0) * down), image.height),
        )
        if edges[0] < edges[2] and edges[1] < edges[3]:
            part = image.crop(edges)
            image.paste(ImageChops.multiply(part, Image.new("RGB", part.size, _INK)), edges)
    return image
