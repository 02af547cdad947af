"""The board on the screen, in Textual."""
