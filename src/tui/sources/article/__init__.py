"""Articles: the text, title, author and time of a page."""
