"""Whether a text speaks to a language model and not to a reader: the one rule, for documents and for passages alike.

A document is data wherever it came from. Such a text is kept as it is and shown to the staff, but it is no evidence
for an answer and is never read to a customer.
"""

from __future__ import annotations

import re

_INSTRUCTS = re.compile(
    r"(?:忘記|唔好理|不要理會|毋須理會).{0,8}(?:指示|指令)|disregard\s+(?:all|any|the|previous|above|your)|<\||\[/?INST\]|you are now an?\b|"
    r"忽略.{0,8}(?:指示|指令|規則|以上|之前)|無視.{0,8}(?:指示|指令|規則)|ignore\s+(?:all|any|the|previous|above)|system\s*prompt|系統提示|</?\s*(?:文件|客人|system)",
    re.IGNORECASE,
)


def speaks_to_machine(text: str) -> bool:
    return bool(_INSTRUCTS.search(text))
