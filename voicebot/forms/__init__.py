"""Talking about a form that was read: pure. `state` is what is kept, `conversation` what is said, `spoken` how."""
