#!/usr/bin/env python3
"""Makes rules/data/words_zh.txt: ordinary Chinese words of two to four ideographs.

Not part of the build; run by hand when the dictionary changes (Debian package python3-jieba):
  python3 make_words_zh.py > words_zh.txt

Words that the dictionary counted five times and more in its texts; rarer ones are often slips of its segmenter or people's names.
"""
import re
import sys

DICTIONARY = "/usr/lib/python3/dist-packages/jieba/dict.txt"
LEAST = 5

words = set()
with open(sys.argv[1] if len(sys.argv) > 1 else DICTIONARY, encoding="utf-8") as lines:
    for line in lines:
        word, count, _ = line.split()
        if int(count) >= LEAST and re.fullmatch("[\u4e00-\u9fff]{2,4}", word):
            words.add(word)

print("# Ordinary Chinese words of two to four ideographs: what a word in a listing may honestly be, however like a mark it looks or sounds.")
print("# From the dictionary of jieba 0.42.1 (https://github.com/fxsjy/jieba, Debian's python3-jieba 0.42.1-3): what it counted %d times and more." % LEAST)
print("# Copyright 2012-2017 Sun Junyi.  Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated")
print("# documentation files, to deal in the software without restriction, including without limitation the rights to use, copy, modify, merge, publish,")
print("# distribute, sublicense, and/or sell copies of it, provided that this copyright notice and this permission notice are included in all copies or")
print("# substantial portions of it.  It is provided \"as is\", without warranty of any kind, and its authors are not liable for any claim or damages.")
line, first = [], ""
for word in sorted(words):
    if word[0] != first and line:
        print(" ".join(line))
        line = []
    first = word[0]
    line.append(word)
print(" ".join(line))
