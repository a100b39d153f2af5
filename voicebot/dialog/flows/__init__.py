"""Flows as data: what a customer can have done, as YAML of the pack, and the engine that talks it through."""
