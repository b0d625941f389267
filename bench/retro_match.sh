#!/usr/bin/env bash
# How long it takes until a new right has met what is stored: a store of many listings, one right more, one pass of work.
#   retro_match.sh PROGRAM [LISTINGS [RIGHTS]]
set -eu
program=$1 listings=${2:-20000} rights=${3:-200}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME="$work/config"
mw() { "$program" --store "$work/store" "$@"; }
python3 - "$listings" "$rights" "$work" <<'PY'
import json
import random
import sys

listings, rights, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
rng = random.Random(7)
syllables = "ka zel vor mi tan ou ri sel bra nox fen lu qua dor pe ".split()
signs = "岚珂沃莱云岭松溪明台木兰知秦柏荣锦辰汐屿珩琅"
def name():
    return "".join(rng.choice(syllables) for _ in range(4)).capitalize() if rng.random() < 0.5 else "".join(rng.choice(signs) for _ in range(3))
words = "运动鞋 男 女 新款 秋季 透气 书包 轻便 厨房 刀具 套装 雨伞 折叠 防晒 外套 连衣裙 手机壳 充电器 台灯 茶杯 包邮 现货 官方 正品 礼盒".split()
names = [name() for _ in range(rights)]
def right(i, text):
    return {"id": "tm-%d" % i, "kind": "trademark", "title": text, "names": [text], "jurisdiction": "CN", "classes": [25], "holder": {"name": "Holder %d" % i},
            "valid_from": "2020-01-01", "valid_to": "2035-01-01", "status": "live", "reg_no": "%08d" % i}
with open(folder + "/rights.jsonl", "w") as out:
    for i, text in enumerate(names):
        out.write(json.dumps(right(i, text), ensure_ascii=False) + "\n")
with open(folder + "/new.jsonl", "w") as out:
    out.write(json.dumps(right(rights, "Wexolmar"), ensure_ascii=False) + "\n")
with open(folder + "/listings.jsonl", "w") as out:
    for i in range(listings):
        title = rng.sample(words, 9)
        if i % 100 == 0:
            title[0] = "W.e.x.o.l.m.a.r"
        elif i % 10 == 0:
            title[0] = rng.choice(names)
        out.write(json.dumps({"url": "https://shop.example/item/%d" % i, "platform": "shop", "item_id": str(i), "title": " ".join(title), "description": " ".join(rng.choices(words, k=60)),
                              "price": {"amount": "99.00", "currency": "CNY"}, "seller": {"name": "Stall %d" % (i % 500), "id": str(i % 500)}}, ensure_ascii=False) + "\n")
PY
echo "a long sample password" > "$work/password"
chmod 600 "$work/password"
mw init --login admin --password-file "$work/password" >/dev/null
mw account login --login admin --password-file "$work/password" >/dev/null
mw account add lin --role officer --code-only >/dev/null
code=$(mw account code lin)
mw account login --code "$code" >/dev/null
mw right import "$work/rights.jsonl" >/dev/null
mw import "$work/listings.jsonl" >/dev/null 2>&1
mw work >/dev/null
mw right import "$work/new.jsonl" >/dev/null
start=$(date +%s.%N)
mw work
end=$(date +%s.%N)
mw rules stored --json | head -1
echo "$listings stored listings, $rights rights: one right more had met them after $(python3 -c "print(round($end - $start, 1))") s"
