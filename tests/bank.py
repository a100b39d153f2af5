"""The demonstration bank, read once for all tests of a process: it is frozen, and its mind keeps nothing of any call."""

from voicebot.dialog.flows.load import load_flows
from voicebot.dialog.mind import PackMind
from voicebot.knowledge.pack import load_pack

BANK = load_pack("bank")
MIND = PackMind(BANK)
FLOWS = load_flows("bank")
FLOWING = PackMind(BANK, tuple(FLOWS.flows.values()))
