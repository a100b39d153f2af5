"""Recognisers that anybody may fetch: which there are, how they come here, and which of them this machine runs."""
