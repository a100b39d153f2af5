"""Engine servers: one heavy engine a process, offered in the shapes of OpenAI's HTTP API.

`shapes` says what an engine is, `server` serves one, and every other module wraps one library, which it imports only
when the engine is loaded. The libraries live in environments of their own (docker/engines): their pins contradict each
other, a crash of theirs takes no call down, and one accelerator serves many desks.
"""
