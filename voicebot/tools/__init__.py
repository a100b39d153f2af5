"""The organisation's own systems: HTTP tools that a document of the pack describes (OpenAPI or function schemas), called at fixed targets."""
