"""Typed tables to one long table of integer codes and additive columns."""
