#!/usr/bin/env python3
"""Makes rules/data/emoji_names.tsv: what an emoji may be read as in a name, in Chinese, English and Russian.

Not part of the build; run by hand when CLDR changes (Debian package unicode-cldr-core):
  python3 make_emoji_names.py > emoji_names.tsv

Short names first, then keywords: one to three ideographs, one word of letters.  A word that stands by many emoji (face, fruit, person) names
none of them and is left out.
"""
import collections
import re
import xml.etree.ElementTree

ANNOTATIONS = "/usr/share/unicode/cldr/common/annotations/"
LANGUAGES = {"zh": "[\u4e00-\u9fff]{1,3}", "en": "[a-z]{3,12}", "ru": "[\u0430-\u044f\u0451]{3,14}"}
MOST_EMOJI = 8  # that a word may stand by
MOST_WORDS = 4  # of one emoji and language


def is_emoji(character):
    point = ord(character)
    # No letters in circles and squares, no faces, hands and people: those name nothing.
    if 0x1F600 <= point <= 0x1F64F or 0x1F440 <= point <= 0x1F450 or 0x1F464 <= point <= 0x1F487 or 0x1F910 <= point <= 0x1F93E or 0x1F9B0 <= point <= 0x1F9DF:
        return False
    return 0x1F300 <= point <= 0x1F5FF or 0x1F680 <= point <= 0x1FAFF or 0x2600 <= point <= 0x27BF or point in (0x2B50, 0x2B55)


names = {}
for language, pattern in LANGUAGES.items():
    words = collections.OrderedDict()
    for annotation in xml.etree.ElementTree.parse(ANNOTATIONS + language + ".xml").getroot().iter("annotation"):
        emoji = annotation.get("cp").replace("\ufe0f", "")
        if len(emoji) != 1 or not is_emoji(emoji):
            continue
        given = [word.strip().lower() for word in annotation.text.split("|")]
        before = words.setdefault(emoji, [])
        words[emoji] = given + before if annotation.get("type") == "tts" else before + given
    stands_by = collections.Counter(word for given in words.values() for word in set(given))
    names[language] = {
        emoji: [word for word in dict.fromkeys(given) if re.fullmatch(pattern, word) and stands_by[word] <= MOST_EMOJI][:MOST_WORDS]
        for emoji, given in words.items()
    }

print("# What an emoji may be read as in a name: emoji, then words in Chinese, English and Russian, each list parted by blanks, \"-\" for none.")
print("# Made by rules/tools/make_emoji_names.py from the annotations of CLDR 41 (Unicode License).  2026-11-27.")
for emoji in sorted(names["en"]):
    lists = [" ".join(names[language].get(emoji, [])) or "-" for language in LANGUAGES]
    if any(words != "-" for words in lists):
        print("\t".join([emoji] + lists))
