"""Where data comes from and how it is followed: a folder, uploads, a database."""
