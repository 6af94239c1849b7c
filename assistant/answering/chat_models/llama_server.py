"""The program that serves a GGUF file with llama.cpp: `python -m …llama_server MODEL …`.

It is a process of its own because llama.cpp holds the interpreter's lock while it loads: in the
server's process that would stop everything for seconds. It writes one JSON line, its address, to
standard output once it is ready, and ends when standard input does, so it never outlives whoever
started it.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import xllamacpp


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--alias", default="embedded")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--context", type=int, default=4096, help="tokens, shared by the slots")
    parser.add_argument("--slots", type=int, default=2, help="questions at once")
    arguments = parser.parse_args()

    # llama.cpp may write to standard output, which carries the address alone.
    address_out = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    server = xllamacpp.Server(parameters(arguments))
    address_out.write(json.dumps({"address": server.listening_address}) + "\n")
    address_out.close()
    sys.stdin.buffer.read()
    # Generation in flight is abandoned; the memory map needs no farewell.
    os._exit(0)


def parameters(arguments: argparse.Namespace) -> xllamacpp.CommonParams:
    """What llama.cpp is told: one shared context, prefixes cached, no copy of the weights."""
    params = xllamacpp.CommonParams()
    params.model.path = str(arguments.model)
    params.model_alias = {arguments.alias}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = arguments.context
    params.n_parallel = arguments.slots
    params.kv_unified = True
    params.load_mode = xllamacpp.llama_load_mode.LLAMA_LOAD_MODE_MMAP
    # Repacked weights would be a second gigabyte beside the mapped file.
    params.no_extra_bufts = True
    params.cache_ram_mib = 64
    params.warmup = False
    params.ui = False
    params.endpoint_slots = False
    params.verbosity = 0
    params.cpuparams.n_threads = arguments.threads
    params.cpuparams_batch.n_threads = arguments.threads
    # Waiting threads sleep instead of spinning: recogniser and synthesiser share these cores.
    params.cpuparams.poll = 0
    params.cpuparams_batch.poll = 0
    return params


if __name__ == "__main__":
    main()
