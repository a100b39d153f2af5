"""The organisation's own systems: HTTP tools that an OpenAPI document of the pack describes, called at fixed targets."""
