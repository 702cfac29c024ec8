"""Small parts of pages: texts, tables, controls, states of a card."""
