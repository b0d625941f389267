#!/usr/bin/env python3
"""Makes core/text/han_variants.h: ideographs that ICU's simplification leaves as they are and that are another writing of one in GB 2312:
Japanese forms, forms of Hong Kong and Taiwan, older forms.

Not part of the build; run by hand when one of its sources changes (Debian packages opencc, icu-devtools, unicode-data):
  python3 make_han_variants.py > ../han_variants.h

Sources: OpenCC's conversions jp2t, hk2s, tw2s and t2s one after another (Apache-2.0), then Unihan's kSemanticVariant and kZVariant
(Unicode License), where all of an ideograph's variants come to the same one.  Ideographs of GB 2312 stay what they are.
"""
import bz2
import collections
import subprocess

OPENCC = ["opencc"]
UNIHAN = "/usr/share/unicode/Unihan_Variants.txt.bz2"
RANGES = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF)]


def in_gb2312(character):
    try:
        character.encode("gb2312")
        return True
    except UnicodeEncodeError:
        return False


def through(command, characters):
    text = "\n".join(characters) + "\n"
    lines = subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout.split("\n")
    return lines[: len(characters)]


characters = [chr(c) for first, last in RANGES for c in range(first, last + 1) if not in_gb2312(chr(c))]
icu = dict(zip(characters, through(["uconv", "-f", "utf-8", "-t", "utf-8", "-x", "Traditional-Simplified"], characters)))

ways = []
for steps in (["t2s"], ["hk2s"], ["tw2s"], ["jp2t", "t2s"]):
    now = characters
    for step in steps:
        now = through(OPENCC + ["-c", step + ".json"], now)
    ways.append(dict(zip(characters, now)))

unihan = collections.defaultdict(set)
with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
    for line in lines:
        cells = line.rstrip("\n").split("\t")
        if len(cells) == 3 and cells[1] in ("kSemanticVariant", "kZVariant"):
            unihan[chr(int(cells[0][2:], 16))] |= {chr(int(other.split("<")[0][2:], 16)) for other in cells[2].split()}


def simple(character):
    for way in [icu] + ways:
        other = way.get(character, character)
        if len(other) == 1 and other != character and in_gb2312(other):
            return other
    return character if in_gb2312(character) else None


variants = {"妳": "你"}  # as it is used today
for character in characters:
    if character in variants or (in_gb2312(icu[character]) and len(icu[character]) == 1):
        continue
    other = simple(character)
    if other is None:
        others = {simple(one) for one in unihan[character]} - {None}
        other = others.pop() if len(others) == 1 else None
    if other is not None:
        variants[character] = other

print("""// Ideographs that ICU's simplification leaves as they are, each before the one of GB 2312 that it is another writing of.
// Made by core/text/tools/make_han_variants.py from OpenCC 1.1.6 (Apache-2.0) and the Unihan database (Unicode 15.0, Unicode License).  2026-11-27.
#pragma once

#include <string_view>

namespace markwarden {

inline constexpr std::u32string_view kHanVariants =""")
pairs = [character + other for character, other in sorted(variants.items())]
rows = ["".join(pairs[at : at + 30]) for at in range(0, len(pairs), 30)]
print("\n".join('    U"' + row + '"' for row in rows) + ";")
print("\n}  // namespace markwarden")
