"""Which kinds of deal lose again and again."""
