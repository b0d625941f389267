// Times, money, spreadsheet cells and notice fields as the console writes them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { beijing, fromBeijing, money, percent, shorten, signed, size, utc, visible } = await load(new URL("../src/lib/format.ts", import.meta.url));

test("times read in Beijing, whatever the machine's zone", () => {
  assert.equal(beijing("2026-11-22T01:12:09Z"), "2026-11-22 09:12");
  assert.equal(beijing("2026-12-31T16:00:00Z"), "2027-01-01 00:00");
  assert.equal(beijing("nonsense"), "");
  assert.equal(beijing(null), "");
  assert.equal(utc("2026-11-22T01:12:09.5Z"), "2026-11-22 01:12:09 UTC");
});

test("a time on a clock in Beijing goes out with its offset", () => {
  assert.equal(fromBeijing("2026-12-20T09:00"), "2026-12-20T09:00:00+08:00");
  assert.equal(fromBeijing("2026-12-20T09:00:30"), "2026-12-20T09:00:30+08:00");
  for (const none of ["", "2026-12-20", "2026-13-20T09:00", "soon"]) assert.equal(fromBeijing(none), "", none);
});

test("money keeps its decimals and its currency", () => {
  assert.equal(money({ amount: "39.00", currency: "CNY" }), "¥39.00 CNY");
  assert.equal(money({ amount: "39", amount_max: "45.50", currency: "USD" }), "$39–45.50 USD");
  assert.equal(money({ amount: "7", currency: null }), "7");
  assert.equal(money(null), "");
});

test("numbers", () => {
  assert.equal(percent(0.31), "31%");
  assert.equal(percent(0.012), "1.2%");
  assert.equal(signed(9.1), "+9.1");
  assert.equal(signed(-1.25).at(0), "−");
  assert.equal(shorten("a".repeat(64)), "aaaaaa…aaaa");
  assert.equal(shorten("short"), "short");
});

test("sizes", () => {
  for (const [bytes, words] of [[0, "0 B"], [1023, "1023 B"], [1024, "1.0 KiB"], [20405, "19.9 KiB"], [200 * 1024, "200 KiB"], [1 << 20, "1.0 MiB"], [3 * 2 ** 40, "3072 GiB"]]) {
    assert.equal(size(bytes), words);
  }
});

test("what cannot be seen in a record is written out", () => {
  assert.equal(visible("a\u202eb\u0000c\ufeff"), "a⟨202E⟩b⟨0000⟩c⟨FEFF⟩");
  assert.equal(visible("茶,5\tkg\nnext"), "茶,5\tkg\nnext");
});
