#!/usr/bin/env python3
"""Makes rules/data/readings_han.tsv: ideographs of GB 2312 that are read in more ways than one, with their toneless readings, the usual one first.

Not part of the build; run by hand when Unicode's data change (Debian package unicode-data):
  python3 make_readings_han.py > readings_han.tsv

What a reading rests on: kMandarin (the usual one), kHanyuPinlu (readings counted in modern texts), kXHC1983 (a dictionary of the modern language).
All of them count: names are written with rare readings, too.
"""
import bz2
import collections
import unicodedata

UNIHAN = "/usr/share/unicode/Unihan_Readings.txt.bz2"


def plain(reading):
    marked = unicodedata.normalize("NFD", reading.lower()).replace("u\u0308", "v")
    return "".join(c for c in marked if unicodedata.category(c) != "Mn")


def in_gb2312(character):
    try:
        character.encode("gb2312")
        return True
    except UnicodeEncodeError:
        return False


usual, others = {}, collections.defaultdict(list)
with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
    for line in lines:
        cells = line.rstrip("\n").split("\t")
        if len(cells) != 3:
            continue
        character = chr(int(cells[0][2:], 16))
        if not in_gb2312(character):
            continue
        if cells[1] == "kMandarin":
            usual[character] = plain(cells[2].split()[0])
        elif cells[1] == "kHanyuPinlu":
            others[character] += [plain(part.split("(")[0]) for part in cells[2].split()]
        elif cells[1] == "kXHC1983":
            others[character] += [plain(part.split(":")[1]) for part in cells[2].split()]

print("# Ideographs that are read in more ways than one: character, then its readings without tones, the usual one first.")
print("# Made by rules/tools/make_readings_han.py from the Unihan database (Unicode 15.0, Unicode License), fields kMandarin, kHanyuPinlu and")
print("# kXHC1983, ideographs of GB 2312.  2026-11-27.")
for character in sorted(usual):
    readings = list(dict.fromkeys([usual[character]] + others[character]))
    if len(readings) > 1:
        print(character + "\t" + " ".join(readings))
