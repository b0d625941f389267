#!/usr/bin/env python3
"""Checks a match certificate without the program that made it: docs/MATCH_CERTIFICATE.md.

  verify_match.py CERTIFICATE.json... | CERTIFICATE.json --page FILE

Nothing but Python's standard library and what the certificate itself says is used.  --page: the page's bytes as they were received, whose
SHA-256 the certificate names.  Exit codes: 0 every reason holds and the sum is right; 1 something does not (it is named); 2 usage; 4 nothing is wrong,
but not every reason could be checked here (each is named).
"""
import hashlib
import json
import re
import sys
import unicodedata
from datetime import datetime, timezone
from decimal import Decimal

FORMAT = "markwarden-match-certificate/1"
HOWS = {"same", "case", "width", "marks", "form", "look", "sound", "pinyin", "near", "parts", "emoji", "spoken", "other", "missing", "added"}
LEAST_NEAR = 0.35  # what the tables call near
LEAST_PASSAGE = 72  # an ideograph weighs 3, a letter or digit 1
# Reasons that are facts of the listing or the right, and have nothing to prove.
FACTS = ("goods.", "price.", "seller.unlisted")
# What clears by facts; what else does, does so by the words of a rule, which stand somewhere.
FACTS_THAT_CLEAR = {"seller.authorised", "right.expired", "price.near", "goods.other_class", "use.own_brand", "use.other_thing", "use.resale"}
VOWELS = set("aeiouy" + "аеёиоуыэюяй")
# What a reason may leave unexplained: signs that are others, or are missing.  A name of which one sign is another is told by the rest.
UNLIKE = {"text.similar": 1, "text.lookalike": 0, "text.sound": 0, "text.mixed": 0}


class Broken(Exception):
    pass


class Unchecked(Exception):
    pass


def need(holds, why):
    if not holds:
        raise Broken(why)


def folded(text, rows):
    """Small letters, compatibility forms, no marks; what the certificate's rows say of single signs first."""
    forms = {row[1]: row[2] for row in rows if row[0] == "form"}
    if text in forms:
        text = forms[text]
    text = "".join(forms.get(sign, sign) for sign in text)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFD", text)
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] not in "MC")
    return unicodedata.normalize("NFC", text)


# Letters to Unicode that nobody sees, and the ideograph that is written for a bar.
UNSEEN = set("\u115f\u1160\u3164\uffa0\u4e28")


def is_sign(character):
    """What makes a name: letters, digits, ideographs."""
    return unicodedata.category(character)[0] in "LN" and character not in UNSEEN


def plain_words(text, rows):
    return "".join(sign for sign in folded(text, rows) if is_sign(sign))


def signs_in(text):
    return any(is_sign(sign) for sign in text if sign not in UNSEEN) and any(is_sign(sign) for sign in unicodedata.normalize("NFKC", "".join(c for c in text if c not in UNSEEN)))


def row_of(rows, table, sign):
    return {row[2] for row in rows if row[0] == table and row[1] == sign}


def check_form_rows(rows):
    """A row may say that one sign is another writing of a sign; it may not turn one plain letter or word into another."""
    for row in rows:
        if row[0] != "form":
            continue
        one = [sign for sign in unicodedata.normalize("NFD", row[1]) if unicodedata.category(sign)[0] != "M"]
        need(len(one) == 1 or unicodedata.normalize("NFKC", row[1]).casefold() == row[2], f"a row turns {row[1]}, which is no single sign, into {row[2]}")
        need(0 < len(row[2]) <= 4, f"a row turns {row[1]} into {row[2]}")
        if one[0].isascii() and one[0].isalnum():
            need(one[0].casefold() == row[2], f"a row turns {row[1]} into {row[2]}")


def check_pair(pair):
    how, start, goal, rows = pair["how"], pair["from"], pair["to"], pair["rows"]
    need(how in HOWS, f"nobody knows how {how} is done")
    check_form_rows(rows)
    if how in ("same", "case", "width", "marks", "form"):
        need(folded(start, rows) == folded(goal, rows), f"{start} is not {goal}")
    elif how == "look":
        need(row_of(rows, "look", start) & row_of(rows, "look", goal), f"no row says that {start} looks like {goal}")
    elif how in ("sound", "pinyin"):
        need(row_of(rows, "syllable", start) & row_of(rows, "syllable", goal), f"no row says that {start} sounds like {goal}")
    elif how == "near":
        start, goal = folded(start, rows), folded(goal, rows)
        near = [row for row in rows if row[0] == "near" and {row[1], row[2]} == {start, goal}]
        need(near and all(LEAST_NEAR <= row[3] <= 1 for row in near), f"no row says that {start} is near {goal}")
    elif how == "parts":
        need(goal in row_of(rows, "parts", start) and len(start) > len(goal), f"no row says that {start} are the parts of {goal}")
    elif how == "emoji":
        need(goal in row_of(rows, "emoji", start), f"no row says that {start} is {goal}")
        need(unicodedata.category(start[0]) == "So", f"{start} is no emoji")
    elif how == "spoken":
        need(row_of(rows, "spoken", start) & row_of(rows, "spoken", goal), f"no row says that {start} is spoken like {goal}")
    elif how == "missing":
        need(start == "" and goal != "", "what is missing is there")
    elif how == "added":
        need(goal == "" and start != "", "what was added is not there")


def check_name(signal, certificate):
    matched, decoded, proof = signal["matched"], signal["decoded"], signal["proof"]
    names = certificate["right"]["names"] + certificate["right"]["nicknames"]
    need(decoded in names, f"{decoded} is none of the right's names")
    pairs = proof["pairs"]
    for order in ("reversed", "reordered"):
        need(bool(proof.get(order)) == (order in signal["chain"]), f"whether the name is {order} is told in two ways")
    rest = matched
    if proof.get("reversed"):
        # The signs stand backwards, each as it is.
        pieces = [pair["from"] for pair in reversed(pairs) if pair["from"]]
    else:
        pieces = [pair["from"] for pair in pairs if pair["from"]]
    for piece in pieces:
        at = rest.find(piece)
        need(at >= 0, f"{piece} does not stand where it should")
        if proof.get("reordered"):
            # The same signs in any order: each is taken out once.
            rest = rest[:at] + rest[at + len(piece):]
            continue
        need(not signs_in(rest[:at]), f"{rest[:at]} is passed over and is more than signs between letters")
        rest = rest[at + len(piece):]
    need(not signs_in(rest), f"{rest} is left over")
    made = "".join(pair["to"] for pair in pairs)
    need(made != "", "the pairs make nothing")
    name_rows = proof.get("name_rows", [])
    check_form_rows(name_rows)
    strip = lambda text: "".join(sign for sign in folded(text, name_rows) if is_sign(sign))  # noqa: E731
    need(proof.get("drawn") or strip(made) == strip(decoded) or made == decoded, f"the pairs make {made}, not {decoded}")
    if proof.get("drawn"):
        # Emoji alone: they have no letters to compare, so all of them are, but for what only styles them.
        signs = lambda text: [sign for sign in text if not ("\ufe0e" <= sign <= "\ufe0f" or "\U0001f3fb" <= sign <= "\U0001f3ff")]  # noqa: E731
        need(signs(matched) == signs(decoded) == signs(made), f"{matched} is not {decoded}")
        need(all(unicodedata.category(sign) == "So" for sign in signs(made)), f"{made} is more than emoji")
    unlike = 0
    for pair in pairs:
        check_pair(pair)
        if pair["how"] not in ("other", "missing", "added"):
            continue
        # One place of other vowels: their consonants are all there.
        if "near_sound" in signal["chain"] and all(sign.casefold() in VOWELS for sign in pair["from"] + pair["to"]):
            continue
        unlike += 1
    allowed = UNLIKE.get(signal["detector"], 0)
    if "masked" in signal["chain"] and all(pair["how"] != "other" for pair in pairs):
        allowed = 1  # the sign that something else covers
    if unlike > allowed:
        raise Unchecked(f"{unlike} signs of {matched} are told in no table")


def check_passage(signal, certificate):
    rows = signal["proof"]["passage"]
    check_form_rows(rows)
    need(any(signal["decoded"] in text for text in certificate["right"]["texts"]), "the passage is in none of the right's texts")
    passage = plain_words(signal["decoded"], rows)
    need(plain_words(signal["matched"], rows) == passage, "the listing's text is not the passage")
    need(sum(3 if ord(sign) >= 0x2E80 else 1 for sign in passage) >= LEAST_PASSAGE, "the passage is too short to be anybody's")


def check_rule(signal):
    proof, matched = signal["proof"], signal["matched"]
    text = proof["folded"]
    patterns = proof["any"] + proof["all"]
    need(patterns, "the rule has no pattern")
    compiled = []
    for pattern in patterns:
        try:
            # RE2's classes (\\w, \\b) are of ASCII, its small and capital letters of Unicode.
            compiled += [re.compile(pattern, re.IGNORECASE | re.ASCII), re.compile(pattern, re.IGNORECASE)]
        except re.error as error:
            raise Unchecked(f"a pattern is not one of Python's: {error}")
    need(any(pattern.search(text) for pattern in compiled), f"no pattern of the rule matches {matched}")
    if plain_words(matched, []) != plain_words(text, []):
        raise Unchecked(f"{matched} was folded into {text} by tables")


def check_signal(signal, certificate):
    detector, proof = signal["detector"], signal["proof"]
    fact = detector.startswith(FACTS)
    if signal.get("span"):
        field = certificate["fields"].get(signal["field"])
        need(field is not None, f"there is no field {signal['field']}")
        begin, end = signal["span"]
        need(0 <= begin < end, "its place is none")
        need(field.encode()[begin:end] == signal["matched"].encode(), f"{signal['matched']} does not stand at bytes {begin} to {end} of {signal['field']}")
    else:
        need(fact or detector.startswith("picture."), "it does not say where it stands")
    if "not_replayed" in proof:
        need(not fact, "a fact needs no proof")
        raise Unchecked(proof["not_replayed"])
    if detector.startswith("rule."):
        check_rule(signal)
    elif detector == "text.copy":
        check_passage(signal, certificate)
    elif fact:
        need(proof == {}, "a fact needs no proof")
    else:
        check_name(signal, certificate)


def utc_day(time):
    """The day in UTC of a time with its offset, "" where there is none."""
    return datetime.fromisoformat(time.replace("Z", "+00:00")).astimezone(timezone.utc).date().isoformat() if time else ""


def check_seller(proof, certificate):
    seller, listed, rows = proof["seller"], proof["listed"], proof["rows"]
    check_form_rows(rows)
    need(seller["name"] == certificate["fields"].get("seller.name", ""), "the seller is not the listing's")
    by_id = listed["id"] and listed["id"] in (seller["id"], seller["credit_code"])
    if listed["id"] and not by_id:
        # An id of the same kind that is another refutes an equal name.
        code = re.fullmatch("[0-9A-Z]{18}", listed["id"])
        need(not (seller["credit_code"] if code else seller["id"]), "the seller has another id than the one listed")
    by_name = listed["name"] and plain_words(listed["name"], rows) == plain_words(seller["name"], rows) != ""
    need(by_id or by_name, f"{seller['name']} is not {listed['name']}")
    day = utc_day(proof["captured_at"])
    if day and listed["valid_from"]:
        need(day >= listed["valid_from"], "the authorisation began later")
    if day and listed["valid_to"]:
        need(day <= listed["valid_to"], "the authorisation had ended")


def check_force(proof):
    if proof["status"] in ("expired", "cancelled", "invalid", "revoked"):
        return
    day = utc_day(proof["captured_at"])
    if not day:
        raise Unchecked("the page has no day, and the day of matching is not told")
    before, after = proof["valid_from"] and day < proof["valid_from"], proof["valid_to"] and day > proof["valid_to"]
    need(before or after, "the right was in force")


def check_goods(proof):
    need(proof["classes"] and (proof["right_classes"] or proof["right_groups"]), "one side names no goods")
    # A group begins with its class, and goods of one class are never other goods altogether.
    ours = set(proof["right_classes"]) | {int(group[:2]) for group in proof["right_groups"]}
    need(not ours & (set(proof["classes"]) | {int(group[:2]) for group in proof["groups"]}), "a class is on both sides")
    words = [plain_words(text, []) for text in proof["text"]]
    if not any(plain_words(proof["word"], []) in text for text in words):
        raise Unchecked(f"{proof['word']} stands in the text in another form")


def check_clearing(clearing, certificate):
    detector, proof = clearing["detector"], clearing["proof"]
    if "not_replayed" in proof:
        raise Unchecked(proof["not_replayed"])
    if detector not in FACTS_THAT_CLEAR:
        need(clearing.get("span"), f"nobody knows what {detector} is, and it stands nowhere")
        field = certificate["fields"].get(clearing["field"])
        begin, end = clearing["span"]
        need(field is not None and 0 <= begin < end <= len(field.encode()), "its place is none")
        check_rule({"matched": field.encode()[begin:end].decode(), "proof": proof})
    elif detector == "seller.authorised":
        check_seller(proof, certificate)
    elif detector == "right.expired":
        check_force(proof)
    elif detector == "price.near":
        need(Decimal(proof["price"]) >= Decimal(str(proof["least"])) * Decimal(proof["reference"]), "the price is not near")
    elif detector == "goods.other_class":
        check_goods(proof)
    elif detector == "use.own_brand":
        need(proof["brand"] and proof["brand"] == certificate["fields"].get("brand"), "the listing names no brand of its own")
        need(all(signal.get("field") != "brand" for signal in certificate["signals"]), "the brand named is the right's")
    elif detector == "use.other_thing":
        text = plain_words(certificate["fields"].get("title", ""), []) + "\n" + "\n".join(plain_words(one, []) for one in proof["category"])
        need(proof["word"] in proof["context_words"], "the word is not on the right's list")
        if plain_words(proof["word"], []) not in text:
            raise Unchecked(f"{proof['word']} stands in the text in another form")


def check_apart(certificate):
    """Names of one right do not lie over one another: the same words are told once."""
    spans = sorted((signal["field"], *signal["span"]) for signal in certificate["signals"] if signal["detector"].startswith("text.") and signal.get("span"))
    for one, other in zip(spans, spans[1:]):
        need(one[0] != other[0] or other[1] >= one[2], f"two reasons lie over each other in {one[0]}")


def check_sum(certificate):
    total = sum(part["db"] for part in certificate["signals"] + certificate["cleared_by"])
    need(abs(total - certificate["db"]) < 0.006, f"the parts add up to {total:.2f} dB, not to {certificate['db']:.2f}")
    need(all(part["db"] <= 0 for part in certificate["cleared_by"]), "what clears adds to the suspicion")
    decided = any(part["detector"] in ("seller.authorised", "right.expired") for part in certificate["cleared_by"])
    suspected = not decided and total >= certificate["threshold_db"] - 0.006
    need(certificate["verdict"] == ("suspected" if suspected else "cleared"), f"{total:.2f} dB with a threshold of {certificate['threshold_db']} is not {certificate['verdict']}")


def check_file(path, page):
    """0, 1 or 4, having said why."""
    try:
        with open(path, encoding="utf-8") as file:
            certificate = json.load(file)
        need(isinstance(certificate, dict) and certificate.get("format") == FORMAT, f"no certificate of the format {FORMAT}")
        if page:
            with open(page, "rb") as file:
                need(hashlib.sha256(file.read()).hexdigest() == certificate.get("page_sha256"), f"{page} is not the page that was matched")
    except (Broken, OSError, ValueError) as reason:
        print(f"BROKEN     {path}: {reason}")
        return 1
    broken, unchecked = 0, 0
    told = [(f"{number}. {signal.get('detector')} {signal.get('field') or ''} {signal.get('matched') or ''}", check_signal, signal)
            for number, signal in enumerate(certificate.get("signals", []), 1)]
    told += [(f"{clearing.get('detector')} {clearing.get('field') or ''}", check_clearing, clearing) for clearing in certificate.get("cleared_by", [])]
    for name, check, reason_told in told:
        name = name.rstrip()
        try:
            check(reason_told, certificate)
            print(f"holds      {name}")
        except Unchecked as reason:
            unchecked += 1
            print(f"unchecked  {name}: {reason}")
        except (Broken, KeyError, TypeError, IndexError, AttributeError, ValueError, ArithmeticError) as reason:
            broken += 1
            print(f"BROKEN     {name}: {reason if isinstance(reason, Broken) else 'it is not written as the format says'}")
    try:
        check_apart(certificate)
        check_sum(certificate)
        print(f"holds      the sum: {certificate['db']} dB, {certificate['verdict']}")
    except (Broken, KeyError, TypeError) as reason:
        broken += 1
        print(f"BROKEN     the sum: {reason if isinstance(reason, Broken) else 'it is not written as the format says'}")
    result = 1 if broken else 4 if unchecked else 0
    print(f"{path}: {({0: 'holds', 1: 'BROKEN', 4: 'holds as far as it can be checked'})[result]}")
    return result


def main(arguments):
    page = None
    if "--page" in arguments:
        at = arguments.index("--page")
        page = arguments[at + 1] if at + 1 < len(arguments) else ""
        arguments = arguments[:at] + arguments[at + 2:]
    if not arguments or page == "" or (page and len(arguments) > 1) or any(one.startswith("--") for one in arguments):
        print("usage: verify_match.py CERTIFICATE.json... | CERTIFICATE.json --page FILE", file=sys.stderr)
        return 2
    results = {check_file(path, page) for path in arguments}
    return 1 if 1 in results else 4 if 4 in results else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
