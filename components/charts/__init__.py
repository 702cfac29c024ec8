"""One builder a picture: a frame in, a plain figure out, colours as names of tokens."""
