"""Slides: each is a page, its boxes in the order in which they are read."""
