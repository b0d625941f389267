#!/usr/bin/env python3
"""Checks an evidence package with Python alone; nothing of the program that made it is needed.
仅用 Python 核验证据包，不需要生成它的程序。
    python3 verify.py [FOLDER] [--key KEY] [--ca CA.pem]
FOLDER  the package; default: the folder of this script         证据包文件夹，默认为本脚本所在处
--key   the log's public key as published 运营者公布的公钥    --ca   certificates of a time authority you trust 所信任的时间戳机构证书
Exit code 退出码: 0 whole 完好, 1 broken 已损坏或被改动, 2 usage 用法错误, 4 cannot decide 无法判定
"""
import argparse, base64, hashlib, io, json, os, pathlib, re, shutil, stat, subprocess, sys, zipfile, zlib
BLOCK = 65536
SEAL_FILES = r"seal/([\w.-]+\.(tsr|pem)|seal\.json|seal\.sig|checkpoint|log-key\.vkey|sums-sha256\.txt)"
class Broken(Exception): """(file, English, Chinese, (first byte, byte after the last) or None)"""
class Undecided(Exception): """(English, Chinese)"""
def need(true, file, english, chinese, span=None):
    if not true:
        raise Broken(file, english, chinese, span)
def decide(possible, english, chinese):
    if not possible:
        raise Undecided(english, chinese)
def sha256(data): return hashlib.sha256(data).digest()
def unbase64(text, file):  # only the one canonical spelling is taken
    data = base64.b64decode(text) if re.fullmatch(r"(?:[A-Za-z0-9+/]{4})+|(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)", text) else b""
    need(data and base64.b64encode(data).decode() == text, file, "holds broken base64", "base64 有误")
    return data
def parse(data, file):
    try:
        return dict(json.loads(data))
    except (ValueError, TypeError, RecursionError):
        raise Broken(file, "is no JSON object", "不是 JSON 对象", None) from None
# --- Ed25519 (RFC 8032, section 5.1).  A point is (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
def decode_point(data):  # None for what is no point or not its canonical spelling
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x % 2 != sign else x
    return (x, y, 1, x * y % P)
def add(a, b):
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return (e * f % P, g * h % P, f * g % P, e * h % P)
def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        result = add(result, point) if scalar & 1 else result
        point, scalar = add(point, point), scalar >> 1
    return result
def is_signed(key, message, signature):
    point, s = decode_point(key), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or point is None or s >= ORDER or multiply(8, point)[0] % P == 0:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    base = decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    x, y, z, _ = add(multiply(s, base), multiply(k, (P - point[0], point[1], 1, P - point[3])))  # sB - kA
    inverse = pow(z, P - 2, P)
    return ((y * inverse % P) | (x * inverse % P & 1) << 255).to_bytes(32, "little") == signature[:32]
# --- The bag (RFC 8493): every file fits its digest, and there is no other file.
def read(p, path):
    try:
        return pathlib.Path(p.root, *path.split("/")).read_bytes()
    except OSError:
        raise Broken(path, "is missing or cannot be read", "缺失或无法读取", None) from None
def read_manifest(p, file):
    listed = {}
    for line in read(p, file).decode("utf-8", "replace").split("\n")[:-1]:
        match = re.fullmatch(r"([0-9a-f]{64})  (\S.*)", line)
        need(match, file, "has a line that is not a digest and a path", "有一行不是“校验值 路径”")
        path = match[2].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")  # RFC 8493, 2.1.3
        safe = not path.startswith(("/", "~")) and "\\" not in path and not {"", ".", ".."} & set(path.split("/"))
        need(safe and path not in listed, file, "lists a path twice or one that leaves the package", "有重复或越界的路径")
        listed[path] = match[1]
    return listed
def check_listed(p, file, listed, blocks):
    for path in sorted(listed):
        data = read(p, path)
        bad = [i for i in range(max(len(blocks.get(path, [])), -(-len(data) // BLOCK)))
               if blocks.get(path, [])[i:i + 1] != [sha256(data[i * BLOCK:(i + 1) * BLOCK]).hex()]]
        span = (bad[0] * BLOCK, min(max(len(data), bad[0] * BLOCK), (bad[-1] + 1) * BLOCK)) if path in blocks and bad else (0, len(data))
        need(sha256(data).hex() == listed[path], path, "does not fit its digest in " + file, "与清单中的校验值不符", span)
def check_bag(p):
    files = []
    for folder, folders, names in os.walk(p.root):
        for name in folders + names:
            path, mode = os.path.relpath(os.path.join(folder, name), p.root).replace(os.sep, "/"), os.lstat(os.path.join(folder, name)).st_mode
            need(stat.S_ISREG(mode) or stat.S_ISDIR(mode), path, "is a link or no regular file", "是链接或特殊文件")
            files += [path] if name in names else []
    manifests = ("tagmanifest-sha256.txt", "manifest-sha256.txt")
    need(not p.seal or sha256(read(p, manifests[0])).hex() == p.seal.get("tagmanifest_sha256"), manifests[0], "is not the one that was sealed", "不是封存时的清单")
    tags, payload, blocks = read_manifest(p, manifests[0]), read_manifest(p, manifests[1]), {}
    check_listed(p, manifests[0], tags, {})
    need(read(p, "bagit.txt") == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "bagit.txt", "is not that of a package", "格式声明有误")
    for line in read(p, "blocks-sha256.txt").decode("utf-8", "replace").split("\n")[:-1]:
        digest, _, _, path = (line + "   ").split(" ", 3)
        blocks.setdefault(path.rstrip(" "), []).append(digest)
    check_listed(p, manifests[1], payload, blocks)
    for path in sorted(files):
        known = path in (payload if path.startswith("data/") else tags) or path == manifests[0] or re.fullmatch(SEAL_FILES, path)
        need(known, path, "is in the package, but no manifest lists it", "清单之外的文件")
    return "all %d files fit their digests" % (len(payload) + len(tags)), "%d 个文件均与校验值一致" % (len(payload) + len(tags))
# --- The web archive: a ZIP with WARC records, one gzip member each, and their index.
def fits(said, data):
    name, _, value = said.partition(":")
    return name == "sha256" and value.lower().rstrip("=") in (sha256(data).hex(), base64.b32encode(sha256(data)).decode().lower().rstrip("="))
def read_records(data, file):
    at = 0
    while at < len(data):
        unpack, raw, end = zlib.decompressobj(31), bytearray(), at
        try:
            while not unpack.eof and end < len(data) and len(raw) < 1 << 27:
                raw += unpack.decompress(data[end:end + BLOCK])
                end = min(end + BLOCK, len(data))
        except zlib.error:
            raw.clear()
        raw, end = bytes(raw), end - len(unpack.unused_data)
        head, _, rest = raw.partition(b"\r\n\r\n")
        lines = head.decode("utf-8", "replace").split("\r\n")
        record = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        length = int("0" + "".join(re.findall(r"\A\d{1,12}\Z", record.get("content-length", ""))))
        need(unpack.eof and lines[0].startswith("WARC/1.") and rest[length:] == b"\r\n\r\n", file, "holds no whole WARC record here", "此处不是完整的 WARC 记录", (at, end))
        block, http = rest[:length], record.get("content-type", "").startswith("application/http")
        need(fits(record.get("warc-block-digest", ""), block), file, "has a record that does not fit its digest", "记录与其校验值不符", (at, end))
        payload, status = record.get("warc-payload-digest"), re.match(rb"HTTP/[\d.]+ (\d{3})", block) if http else None
        need(not payload or fits(payload, block.partition(b"\r\n\r\n")[2] if http else block), file, "has a record whose payload does not fit its digest", "内容与其校验值不符", (at, end))
        yield dict(record, raw=raw, place=(file.split("/")[-1], at), length=str(end - at), status=status[1].decode() if status else None)
        at = end
def check_wacz(p):
    name = "data/capture.wacz"
    try:
        archive = zipfile.ZipFile(io.BytesIO(read(p, name)))
        names, entries = archive.namelist(), {info.filename: archive.read(info) for info in archive.infolist()}
        package, digest = entries["datapackage.json"], entries["datapackage-digest.json"]
        resources = {r["path"]: (r["hash"], r["bytes"]) for r in parse(package, name + "!datapackage.json")["resources"]}
    except (ValueError, KeyError, TypeError, OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error) as error:
        raise Broken(name, "cannot be read as a WACZ: %s" % error, "无法按 WACZ 读取", None) from None
    need(not p.seal or p.seal.get("datapackage_digest_sha256") in (None, sha256(digest).hex()), name + "!datapackage-digest.json", "is not the one that was sealed", "不是封存时的文件")
    need(parse(digest, name + "!datapackage-digest.json").get("hash") == "sha256:" + sha256(package).hex(), name + "!datapackage.json", "does not fit its digest", "与校验值不符")
    need(sorted(names) == sorted([*resources, "datapackage.json", "datapackage-digest.json"]), name, "holds other files than datapackage.json lists", "条目与清单不符")
    p.records = [r for path in names if path.startswith("archive/") for r in read_records(entries[path], name + "!" + path)]
    for path in resources:
        need(resources[path] == ("sha256:" + sha256(entries[path]).hex(), len(entries[path])), name + "!" + path, "does not fit its digest", "与校验值不符")
    indexed = [r for r in p.records if r.get("warc-type") in ("response", "resource", "revisit")]
    expected = {(r["warc-target-uri"], re.sub(r"\D", "", r["warc-date"])[:14], *r["place"], r["length"], r["status"], r.get("warc-payload-digest")) for r in indexed}
    lines, told = entries.get("indexes/index.cdxj", b"").decode("utf-8", "replace").splitlines(), set()
    try:
        for _, time, text in (line.split(" ", 2) for line in lines):
            said = json.loads(text)
            told.add((said["url"], time, said["filename"], int(said["offset"]), said["length"], said.get("status"), said.get("digest")))
    except (ValueError, KeyError, TypeError):
        told = None
    need(told == expected and lines == sorted(lines, key=str.encode), name + "!indexes/index.cdxj", "does not tell of the records as they are", "索引与记录不符")
    return "the web archive is whole: %d records, %d of them indexed" % (len(p.records), len(lines)), "网页存档完好，共 %d 条记录" % len(p.records)
# --- The seal and the log (C2SP signed-note and tlog-checkpoint, RFC 6962).
def check_seal(p):
    decide(os.path.isdir(os.path.join(p.root, "seal")), "there is no folder seal/: nobody signed this package", "没有 seal/ 文件夹，证据包未经签封")
    file = "seal/sums-sha256.txt"  # not signed: it tells which file of seal/ was damaged
    sums = read_manifest(p, file) if os.path.exists(os.path.join(p.root, file)) else {}
    need(all(os.path.exists(os.path.join(p.root, path)) for path in sums), file, "names a file that is not there", "列出了不存在的文件")
    check_listed(p, file, sums, {})
    vkey, sealed = read(p, "seal/log-key.vkey").decode("utf-8", "replace"), read(p, "seal/seal.json")
    name, mark, text = ((re.findall(r"\A([^\s+]+)\+([0-9a-f]{8})\+(\S+)\n?\Z", vkey)) or [("", "", "")])[0]
    key = unbase64(text, "seal/log-key.vkey")
    p.key = name, sha256(name.encode() + b"\n" + key)[:4], key[1:]
    need(len(key) == 33 and key[0] == 1 and p.key[1].hex() == mark, "seal/log-key.vkey", "is no Ed25519 key that fits its own mark", "公钥与其标识不符")
    need(not p.trusted or p.trusted.strip() == vkey.strip(), "seal/log-key.vkey", "is not the key given with --key", "不是 --key 给出的公钥")
    p.seal = parse(sealed, "seal/seal.json")
    signature = unbase64(re.sub(r"\n\Z", "", read(p, "seal/seal.sig").decode("utf-8", "replace")), "seal/seal.sig")
    need(p.seal.get("format") == "markwarden-seal/1" and p.seal.get("key") == name, "seal/seal.json", "is not a seal by that key", "不是该密钥的签封")
    need(is_signed(p.key[2], sealed, signature), "seal/seal.json", "was not signed so: it does not fit seal/seal.sig with seal/log-key.vkey", "与 seal/seal.sig、seal/log-key.vkey 不符")
    return "signed by %s at %s; key fingerprint %s" % (name, p.seal.get("made_at"), mark), "签名有效，请将公钥与运营者公布的核对"
def root_of(leaf, index, size, path):  # the audit path of RFC 6962, section 2.1.1, walked back from the root
    if size <= 1 or not path:
        return leaf if (index, size, path) == (0, 1, []) else b""
    split = 1 << ((size - 1).bit_length() - 1)
    left, rest = index < split, path[:-1]
    below = root_of(leaf, index, split, rest) if left else root_of(leaf, index - split, size - split, rest)
    return sha256(b"\1" + (below + path[-1] if left else path[-1] + below))
def check_log(p):
    file = "seal/checkpoint"
    decide(p.key and os.path.exists(os.path.join(p.root, file)), "there is no checkpoint of the log with a key", "没有日志检查点或公钥")
    text, _, lines = read(p, file).decode("utf-8", "replace").partition("\n\n")
    notes = [unbase64(line.split(" ")[2], file) for line in lines.split("\n") if re.fullmatch("— %s \\S+" % re.escape(p.key[0]), line)]
    good = any(note[:4] == p.key[1] and is_signed(p.key[2], (text + "\n").encode(), note[4:]) for note in notes)
    need(good and len(text.split("\n")) >= 3 and text.split("\n")[1].isdecimal() and lines.endswith("\n"), file, "is not signed by that key", "检查点签名无效")
    of_capture = {}  # the records of a capture name its first one
    for record in p.records:
        of_capture.setdefault(record.get("warc-concurrent-to") or record.get("warc-record-id"), []).append(record["raw"])
    size, root, file = int(text.split("\n")[1]), unbase64(text.split("\n")[2], file), "data/log.json"
    try:
        log, proved, unhex = parse(read(p, file), file), set(), bytes.fromhex
        need(log["size"] == size and unhex(log["root"]) == root, file, "tells of another log than seal/checkpoint", "与检查点不符")
        for c in log["captures"]:
            ids = "<%s>" % c["warc_record_id"].strip("<>")
            mine, event = of_capture.get(ids, []), unbase64(c["event_leaf"], file)
            digest = sha256(b"".join(mine))
            need(mine and len(mine) == c["records"] and digest == unhex(c["sha256"]), file, "fits no records of the web archive: " + ids, "与存档记录不符")
            segment = root_of(sha256(b"\0" + digest), c["segment_index"], c["segment_size"], [unhex(h) for h in c["segment_path"]])
            need(segment == unhex(c["segment_root"]) == unhex(json.loads(event)["detail"]["root"]), file, "does not lead from the records to their seal: " + ids, "记录到封存的路径不符")
            need(root_of(sha256(b"\0" + event), c["index"], size, [unhex(h) for h in c["path"]]) == root, file, "does not lead from the seal to the log: " + ids, "封存到日志的路径不符")
            proved.add(ids)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Broken(file, "is not a list of proofs", "不是证明列表", None) from None
    missing = [r for r in p.records if r.get("warc-type") in ("response", "resource") and r.get("warc-record-id") not in proved]
    decide(not missing, "%d captures have no proof in data/log.json" % len(missing), "%d 个取证内容没有日志证明" % len(missing))
    return "all %d captures are in the log of %d events" % (len(proved), size), "全部 %d 个取证内容均在日志之中" % len(proved)
def check_time(p):
    times, tokens = [], [t for t in ("seal", "checkpoint") if os.path.exists(os.path.join(p.root, "seal", t + ".tsr"))]
    if not tokens:
        return "no time stamp of an authority: the time rests on the maker's own clock and log", "没有时间戳机构的时间戳"
    folder, tool = os.path.join(p.root, "seal"), shutil.which("openssl")
    ca = p.ca or next((os.path.join(folder, n) for n in sorted(os.listdir(folder)) if n.endswith(".pem")), None)
    decide(tool and ca, "the time stamps need openssl and the authority's certificates (--ca)", "核验时间戳需要 openssl 和机构证书")
    for token in tokens:
        data, reply = os.path.join(folder, token + (".json" if token == "seal" else "")), os.path.join(folder, token + ".tsr")
        done = subprocess.run([tool, "ts", "-verify", "-data", data, "-in", reply, "-CAfile", ca, "-untrusted", ca], capture_output=True, text=True, errors="replace")
        untrusted = re.search("certificate has expired|unable to get (local )?issuer|self.signed certificate", done.stderr)
        decide(not untrusted, "seal/%s.tsr: its certificates are not trusted or have expired" % token, "时间戳证书不受信任或已过期")
        need(done.returncode == 0, "seal/%s.tsr" % token, "is no valid time stamp of that file", "时间戳无效")
        times += re.findall(r"Time stamp: (.*)", subprocess.run([tool, "ts", "-reply", "-in", reply, "-text"], capture_output=True, text=True, errors="replace").stdout)
    return "time stamps of an authority: %s%s" % (", ".join(times), "" if p.ca else " (by certificates from the package itself)"), "时间戳有效"
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--key", type=argparse.FileType())
    parser.add_argument("--ca")
    p = parser.parse_args()
    p.root, p.trusted, p.seal, p.key, p.records, verdict = p.folder, p.key and p.key.read(), None, None, [], 0
    os.path.isdir(p.root) or parser.error("there is no folder %s" % p.root)
    for check in (check_seal, check_bag, check_wacz, check_log, check_time):
        try:
            print("OK      完好      %s | %s" % check(p))
        except Broken as broken:
            file, english, chinese, span = broken.args
            print("BROKEN  已损坏    %s%s: %s | %s" % (file, ": bytes %d to %d" % span if span else "", english, chinese))
            verdict = 1
        except Undecided as unknown:
            print("CANNOT DECIDE 无法判定  %s | %s" % unknown.args)
            verdict = verdict or 4
    print({0: "The package is whole. 证据包完好。", 1: "The package is broken. 证据包已损坏或被改动。", 4: "This cannot be decided. 无法判定。"}[verdict])
    return verdict
if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main())
