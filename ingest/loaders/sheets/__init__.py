"""Workbooks of a spreadsheet program: their sheets as tables, and values as they are shown."""
