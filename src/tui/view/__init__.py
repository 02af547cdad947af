"""What the board shows, as plain values: text, tones and order; without Textual."""
