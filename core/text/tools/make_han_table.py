#!/usr/bin/env python3
"""Makes core/text/han_table.h: which ideograph each is another writing of (traditional, Japanese, Hong Kong's and Taiwan's, older forms), and how each is
read.

Not part of the build; run by hand when one of its sources changes (Debian packages opencc, icu-devtools, unicode-data):
  python3 make_han_table.py > ../han_table.h

Sources of forms: ICU's Traditional-Simplified (Unicode License); where it leaves an ideograph that is none of GB 2312, OpenCC's conversions jp2t, hk2s,
tw2s and t2s (Apache-2.0), then Unihan's kSemanticVariant and kZVariant (Unicode License), where all of an ideograph's variants come to the same one of
GB 2312.  Readings: ICU's Han-Latin without tones, of the plain form.
"""
import bz2
import collections
import re
import subprocess
import unicodedata

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
# What ICU simplifies, of GB 2312 or not, first; the others' result once more by it.
everything = [chr(c) for first, last in RANGES for c in range(first, last + 1)]
simplified = dict(zip(everything, through(["uconv", "-f", "utf-8", "-t", "utf-8", "-x", "Traditional-Simplified"], everything)))
plain = {}
for character in everything:
    key = simplified[character] if len(simplified[character]) == 1 else character
    plain[character] = variants.get(key, key)
toned = through(["uconv", "-f", "utf-8", "-t", "utf-8", "-x", "Han-Latin"], everything)
toneless = ["".join(sign for sign in unicodedata.normalize("NFD", reading.lower()) if unicodedata.category(sign) != "Mn").strip() for reading in toned]
readings = dict(zip(everything, toneless))
syllables = [""] + sorted({reading for reading in readings.values() if re.fullmatch("[a-z]+", reading)})
number = {syllable: at for at, syllable in enumerate(syllables)}

print("""// What each ideograph of the basic plane is another writing of, and how each is read.
// Made by core/text/tools/make_han_table.py from ICU 72 (Unicode License), OpenCC 1.1.6 (Apache-2.0) and the Unihan database (Unicode 15.0, Unicode
// License).  2026-11-27.
#pragma once

#include <cstdint>
#include <string_view>

namespace markwarden {

// Pairs, ascending: an ideograph, and the plain one that stands for it.
inline constexpr std::u32string_view kHanForms =""")
pairs = [character + other for character, other in plain.items() if other != character]
print("\n".join('    U"' + "".join(pairs[at : at + 30]) + '"' for at in range(0, len(pairs), 30)) + ";")
print("""
// Readings without tones, by number.
inline constexpr std::string_view kHanReadings[] = {""")
print("\n".join("    " + " ".join(f'"{syllable}",' for syllable in syllables[at : at + 16]) for at in range(0, len(syllables), 16)))
print("""};

// The number of each ideograph's reading, 0 for none, from the first of each range on.
struct HanReadingRange {
  char32_t first;
  const uint16_t* numbers;
  uint32_t count;
};""")
for first, last in RANGES:
    numbers = [number.get(readings[chr(c)], 0) for c in range(first, last + 1)]
    print(f"inline constexpr uint16_t kHanReadingsFrom{first:X}[] = {{")
    print("\n".join("    " + ",".join(str(one) for one in numbers[at : at + 40]) + "," for at in range(0, len(numbers), 40)))
    print("};")
print("inline constexpr HanReadingRange kHanReadingRanges[] = {")
for first, last in RANGES:
    print(f"    {{0x{first:X}, kHanReadingsFrom{first:X}, {last - first + 1}}},")
print("};\n\n}  // namespace markwarden")
