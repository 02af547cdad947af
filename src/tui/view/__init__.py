"""What is shown, as plain values: text, tones and order, with no screen in sight."""
