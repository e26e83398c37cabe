"""Word files: all that they say is put into forms that mammoth reads, and read from the HTML that it makes."""
