"""The desk's side of engine servers: an adapter a stage, behind the Protocols of `voicebot.engines`.

They speak OpenAI's HTTP shapes, so that `voicebot engine serve` and other servers of those shapes serve alike. Where a
server does not answer, the embedded engine takes over (`fallback`).
"""
