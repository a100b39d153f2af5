"""A Cantonese customer-service desk: ears, mind, voice and a face, on the organisation's own machines."""

__version__ = "0.1.0"
