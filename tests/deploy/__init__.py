"""The shipped way into production: proxy, unit, image and the change of a release."""
