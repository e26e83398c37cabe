"""Formats that an editor of plain text shows."""
