"""Doubts about an influencer: a tired audience, engagement that nobody else has."""
