"""From tones and spans to strips of coloured cells."""
