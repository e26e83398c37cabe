"""All that runs in the process of PDFium: a PDF's bytes -> its pages as they are painted, or images of them."""
