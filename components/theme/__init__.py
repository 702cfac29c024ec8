"""Colours and type as tokens, and the style sheet made of them."""
