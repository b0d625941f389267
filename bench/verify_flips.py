#!/usr/bin/env python3
"""Tries each flip of a list with the verify.py of a package: verify_flips.py FOLDER FLIPS [EVERY NTH, FROM]."""
import contextlib
import importlib.util
import io
import os
import shutil
import sys
import tempfile
import time


def main():
    folder, flips = sys.argv[1:3]
    step, first = (int(sys.argv[3]), int(sys.argv[4])) if len(sys.argv) > 4 else (1, 0)
    spec = importlib.util.spec_from_file_location("verify", os.path.join(folder, "verify.py"))
    verify = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(verify)
    counts, begun = {}, time.time()
    with tempfile.TemporaryDirectory() as work:
        copy = os.path.join(work, "package")
        shutil.copytree(folder, copy)
        with open(flips, encoding="utf-8") as lines:
            wanted = list(lines)[first::step]
        for line in wanted:
            name, byte, bit = line.rsplit(" ", 2)
            with open(os.path.join(copy, name), "r+b") as file:
                file.seek(int(byte))
                good = file.read(1)
                file.seek(int(byte))
                file.write(bytes([good[0] ^ (1 << int(bit))]))
            sys.argv = ["verify.py", copy]
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                try:
                    verdict = verify.main()
                except SystemExit as left:
                    verdict = left.code
            counts[verdict] = counts.get(verdict, 0) + 1
            if verdict == 0:
                print("  not found:", line.strip())
            with open(os.path.join(copy, name), "r+b") as file:
                file.seek(int(byte))
                file.write(good)
    print("%d flipped bits: %d broken, %d undecided, %d not found, %d otherwise (%.0f ms each)" % (
        len(wanted), counts.pop(1, 0), counts.pop(4, 0), counts.pop(0, 0), sum(counts.values()), 1000 * (time.time() - begun) / max(len(wanted), 1)))


main()
