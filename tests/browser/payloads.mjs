// The story's part about text that others write: every field that is captured or typed holds texts that would run in a careless page, every
// page that shows them is opened, and none runs: no call, no request, no dialog, no other page, nothing for the policy to stop.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { noSidewaysScroll } from "./basics.mjs";
import { careless, payloads } from "./hostiletexts.mjs";
import { api, dressed, handIn, nextPack, places, visits } from "./pages.mjs";

const kAll = payloads.length;
const kHost = "hostile.example";
const kPicture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

// A context whose pages tell whatever gets through.
async function watched(context, base) {
  const heard = { ran: new Set(), asked: new Set(), dialogs: [], windows: [], away: [], policy: [] };
  await context.exposeFunction("__xss", (n) => void heard.ran.add(Number(n)));
  await context.exposeFunction("__policy", (line) => void heard.policy.push(line));
  await context.addInitScript(() => document.addEventListener("securitypolicyviolation", (event) => window.__policy(`${event.violatedDirective} ${event.blockedURI} on ${location.pathname}`)));
  context.on("request", (request) => {
    const to = URL.canParse(request.url()) ? new URL(request.url()) : null;
    if (to?.hostname === "canary.invalid") heard.asked.add(Number(/\d+/.exec(to.pathname)?.[0] ?? -1));
    else if (base && /^https?:/.test(request.url()) && new URL(request.url()).origin !== base) heard.away.push(request.url());
  });
  context.on("dialog", (dialog) => {
    heard.dialogs.push(dialog.message());
    void dialog.dismiss().catch(() => {});
  });
  context.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) heard.policy.push(message.text());
  });
  context.on("page", (page) => heard.windows.push(page));
  return heard;
}
const untouched = (heard, windows) => {
  assert.deepEqual([...heard.ran], [], "nothing ran");
  assert.deepEqual([...heard.asked], [], "nothing was asked of the canary's host");
  assert.deepEqual([heard.dialogs, heard.away, heard.policy], [[], [], []], "no dialog, no other host, nothing for the policy to stop");
  assert.equal(heard.windows.length, windows, "no window opened by itself");
};

// What was put in, by field; each text ends in its field and number, so that it is known again wherever it is shown.
const kept = new Map();
const textOf = (field, n) => `${payloads[((n % kAll) + kAll) % kAll].text}//~${field}${n % kAll}`;
const keep = (field, text) => {
  if (!kept.has(field)) kept.set(field, new Map());
  if (!kept.get(field).has(text)) kept.get(field).set(text, false);
  return text;
};
const put = (field, n) => keep(field, textOf(field, n));
// Those of a field that are not longer than it takes; in bundles of at most `most` bytes, where a field takes many at once.
const fitting = (field, most) => payloads.map(({ n }) => textOf(field, n)).filter((text) => Buffer.byteLength(text) <= most && text === text.trim());
function bundles(field, most) {
  const made = [[]];
  let size = 0;
  for (const text of fitting(field, most)) {
    if (size + Buffer.byteLength(text) + 1 > most) {
      made.push([]);
      size = 0;
    }
    made.at(-1).push(keep(field, text));
    size += Buffer.byteLength(text) + 1;
  }
  return made.map((texts) => texts.join(" "));
}
// As the console writes what cannot be seen, and without blanks, which a page folds.
const plain = (text) =>
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (one) => `⟨${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`).replace(/\s+/g, "");

// Invented marks of four characters that sound and look like none of the others.
const markOf = (n) => String.fromCodePoint(...[0, 1, 2, 3].map((i) => 0x4e10 + ((n * 4 + i) * 29) % 20_000));
const kCaseMark = "珂罗维达";

const listing = (n, more) => ({
  url: `https://${kHost}/item/${n}?q=${payloads[n % kAll].text}`, platform: kHost, item_id: put("item", n), price: { amount: "39.00", currency: "CNY" },
  title: `${markOf(n)} 高仿 ${put("title", n)}`, description: put("description", n + 1), brand: put("brand", n + 2), category: ["鞋", put("category", n + 3)], sku: textOf("sku", n),
  availability: textOf("availability", n), lang: textOf("lang", n), images: [`https://${kHost}/${textOf("image", n)}.png`],
  seller: { name: put("seller", n + 4), id: `s${n}`, url: `https://${kHost}/shop/${n}?${payloads[n % kAll].text}`, location: put("location", n + 5), licence: put("licence", n + 6), contacts: [put("contact", n + 7)] },
  ...more,
});
const lines = (rows) => rows.map((row) => JSON.stringify(row)).join("\n");
const numbers = [...Array(kAll).keys()];

// Runs in the page: markup that no page of ours has.
function foreign(origin) {
  const found = [];
  const links = /^(href|src|srcset|action|formaction|data|poster|background|xlink:href|ping)$/;
  for (const element of document.querySelectorAll("*")) {
    const tag = element.tagName.toLowerCase();
    for (const { name, value } of element.attributes) {
      if (/^on/.test(name) || name === "srcdoc" || name === "http-equiv") found.push(`<${tag} ${name}="${value.slice(0, 60)}">`);
      if (name === "style" && /canary|expression|javascript/.test(value)) found.push(`<${tag} style="${value.slice(0, 60)}">`);
      if (!links.test(name) || value === "" || /^data:image\/(png|svg\+xml)[;,]/.test(value)) continue;
      const to = URL.parse ? URL.parse(value, location.href) : new URL(value, location.href);
      if (!to || (to.origin !== origin && to.protocol !== "blob:")) found.push(`<${tag} ${name}="${value.slice(0, 80)}">`);
    }
    if (/^(object|embed|base|template|math|marquee|xmp|foreignobject|animate|set|video|audio|frame|portal|dialog|applet)$/.test(tag)) found.push(`<${tag}>`);
    if (tag === "script" && !/^\/(theme\.js|assets\/[\w.-]+\.js)$/.test(new URL(element.src || "x:", location.href).pathname)) found.push(`<script src="${element.src}">`);
    if (tag === "style" && /canary|__xss|@import/.test(element.textContent)) found.push("<style>");
  }
  return found;
}
// Runs in the page: its text, and what stands in its fields.
function words() {
  const text = [];
  // Without a filter of its own, which a page in which no script may run would not call.
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) if (!/^(script|style)$/i.test(node.parentElement?.tagName ?? "")) text.push(node.data);
  for (const field of document.querySelectorAll("input, textarea")) text.push("\n", field.value);
  return text.join("");
}

export async function hostile({ browser, people, base, step, program, shots }) {
  await step(`the canary sings: ${payloads.filter((one) => one.where).length} of ${kAll} texts run in a careless page`, async () => {
    const context = await browser.newContext();
    const heard = await watched(context, null);
    let now = payloads[0];
    await context.route("**", (route) => (route.request().url() === "https://careless.invalid/" ? route.fulfill({ contentType: "text/html", body: careless(now) }) : route.abort()));
    const page = await context.newPage();
    for (const one of payloads.filter(({ where }) => where)) {
      now = one;
      // What the last one set off may still lead elsewhere.
      for (let tries = 0; tries < 5; ++tries) {
        if (await page.goto("https://careless.invalid/", { waitUntil: "commit" }).catch(() => null)) break;
      }
      for (let i = 0; i < 100 && !heard.ran.has(one.n) && !heard.asked.has(one.n); ++i) await page.waitForTimeout(20);
    }
    const silent = payloads.filter(({ n, where }) => where && !heard.ran.has(n) && !heard.asked.has(n));
    assert.deepEqual(silent.map(({ n, text }) => `${n} ${text}`), []);
    await context.close();
  });

  const windows = {};
  const heard = {};
  for (const [who, storageState] of Object.entries(people)) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN", timezoneId: "America/New_York", storageState });
    heard[who] = await watched(context, base);
    windows[who] = await context.newPage();
    windows[who].setDefaultTimeout(20_000);
    await windows[who].goto(`${base}/account`);
    await windows[who].waitForSelector(".account-panels");
    await dressed(windows[who], "zh", "light");
  }
  const { officer, approver, administrator, holder } = windows;

  await step("in the console itself: the policy stops one, is heard to, and without the policy it runs", async () => {
    const one = payloads.find(({ text }) => text.startsWith("<img src=x onerror=__xss"));
    for (const guarded of [true, false]) {
      const context = await browser.newContext({ storageState: people.officer });
      const told = await watched(context, base);
      if (!guarded) {
        await context.route(`${base}/account`, async (route) => {
          const answer = await route.fetch();
          const headers = { ...answer.headers() };
          delete headers["content-security-policy"];
          await route.fulfill({ response: answer, headers });
        });
      }
      const page = await context.newPage();
      await page.goto(`${base}/account`);
      await page.waitForSelector(".account-panels");
      await page.evaluate((text) => (document.querySelector("main").innerHTML = text), one.text);
      for (let i = 0; i < 100 && !told.ran.has(one.n) && told.policy.length === 0; ++i) await page.waitForTimeout(20);
      assert.deepEqual([told.ran.has(one.n), told.policy.length > 0], [!guarded, guarded], guarded ? "stopped" : "run");
      assert.ok((await page.evaluate(foreign, base)).length > 0, "and the markup is seen");
      await context.close();
    }
  });

  await step("rights, with titles, names, holders, sellers, tells and files of such names", async () => {
    const file = await handIn(officer, `/rights/files?purpose=picture&name=${encodeURIComponent(keep("file", fitting("file", 200)[20]))}`, kPicture);
    const paper = await handIn(officer, `/rights/files?purpose=document&name=paper.txt`, Buffer.from("a certificate"));
    const rows = numbers.map((n) => ({
      id: `hostile-${n}`, kind: "trademark", title: put("right", n), names: [markOf(n)], reg_no: `H${n}`, registry: textOf("registry", n), disclaimer: textOf("disclaimer", n),
      holder: { name: put("holder", n + 1), address: put("address", n + 2) }, authorised_sellers: [{ name: put("authorised", n + 3), platform: kHost }], status: "live",
    }));
    const done = await handIn(officer, `/rights/imports?name=${encodeURIComponent("rights.jsonl")}`, lines(rows));
    assert.deepEqual(done.refused, [], "each is taken");
    // One right whose names, nicknames and files are such texts: its case is made below.
    const named = fitting("file", 200).slice(0, 40);
    const saved = await api(officer, "/rights", {
      id: "hostile-case", kind: "trademark", title: put("right", 0), names: [kCaseMark, ...fitting("name", 250).slice(0, 100).map((text) => keep("name", text))], jurisdiction: "CN", reg_no: "H-1", classes: [25],
      holder: { name: textOf("holder", 3), address: textOf("address", 3), email: "ip@holder.example", phone: "+86 10 0000 0000" }, status: "live",
      images: named, files: named.map((name) => ({ name, sha256: file.sha256 })), documents: named.map((name) => ({ kind: "certificate", name: keep("file", name), sha256: paper.sha256 })),
      genuine_tells: fitting("genuine", 290).map((text) => keep("genuine", text)), fake_tells: fitting("fake", 290).map((text) => keep("fake", text)),
    });
    await api(officer, `/rights/${saved.id}/status`, { status: "live", note: bundles("look", 2000)[0] });
    const zhao = (await api(administrator, "/accounts?limit=200")).items.find((one) => one.login === "zhao");
    await api(administrator, `/accounts/${zhao.id}`, { rights: [...zhao.rights, saved.id] }, { method: "PATCH", version: zhao.row_version });
  });

  const flags = { own: [], shared: [] };
  await step(`${2 * kAll} listings come in by import, and every one of them is flagged`, async () => {
    const first = lines(numbers.map((n) => listing(n)));
    const name = keep("import", fitting("import", 200).find((text) => text.startsWith("<img src=x onerror=__xss") && !text.includes("/x")).replaceAll("/", "∕"));
    if (program) {
      const folder = mkdtempSync(join(tmpdir(), "story-"));
      writeFileSync(join(folder, name), first);
      await program(["import", join(folder, name), "--as", "jsonl", "--from", keep("from", textOf("from", 20))], "lin");
      rmSync(folder, { recursive: true });
    } else await handIn(officer, `/imports?as=jsonl&name=${encodeURIComponent(name)}&from=test`, first);
    const second = numbers.map((n) => listing(n + kAll, { title: `${kCaseMark} 高仿 ${put("shared", n)}`, platform: put("platform", n), category: ["鞋"] }));
    await handIn(officer, `/imports?name=second.jsonl&from=${encodeURIComponent(put("from", 1))}`, lines(second)); // a pass of work follows
    for (const [i, text] of bundles("import", 250).slice(0, 6).entries()) await handIn(officer, `/imports?as=csv&name=${encodeURIComponent(text)}&from=${encodeURIComponent(put("from", i + 2))}`, `标题,链接\n,${i}\n`);
    const refused = `标题,链接,备注\n${numbers.map((n) => `,"${textOf("refused", n).replaceAll('"', '""')}",x`).join("\n")}\n`;
    numbers.forEach((n) => put("refused", n));
    await handIn(officer, `/imports?name=refused.csv&from=test`, refused);
    const rights = new Map();
    for (let next = ""; next !== null; ) {
      const page = await api(officer, `/flags?state=any&sort=newest&limit=200${next ? `&cursor=${encodeURIComponent(next)}` : ""}`);
      for (const row of page.items) {
        const [, field, n] = /\/\/~(title|shared)(\d+)$/.exec(row.title ?? "") ?? [];
        if (!field) continue;
        if (field === "shared" && row.right.right_id === "hostile-case") flags.shared[n] = row;
        if (field === "title" && row.right.right_id === `hostile-${n}`) flags.own[n] = row;
        rights.set(row.right.right_id, row.right.id);
      }
      next = page.next ?? null;
    }
    assert.deepEqual(numbers.filter((n) => !flags.own[n] || !flags.shared[n]).map((n) => payloads[n].text), [], "each is flagged");
  });

  const of = {};
  await step("what people type: notes, reasons, questions, answers, names, cases, notices, tips, tokens, watches", async () => {
    for (const n of numbers) {
      const row = flags.own[n];
      await api(officer, `/flags/${row.id}/decision`, { action: "note", note: put("note", n) }, { version: row.row_version });
      await api(officer, `/flags/${flags.shared[n].id}/text-look`, {});
    }
    const begun = Date.now();
    for (const n of numbers.slice(0, 12)) {
      const row = await api(officer, `/flags/${flags.own[n].id}`);
      await api(officer, `/flags/${row.id}/decision`, { action: "dismiss", reason: "other", basis: bundles("basis", 500)[n] ?? textOf("basis", n), note: textOf("note", n + 1) }, { version: row.row_version });
    }
    for (const text of fitting("filter", 60).slice(0, 40)) await api(officer, "/queue/filters", { name: keep("filter", text), filter: { sort: "oldest", q: text }, shared: true });
    for (const text of fitting("organisation", 200)) await api(administrator, "/organisations", { name: keep("organisation", text), kind: "association" });
    for (const [i, text] of fitting("person", 200).entries()) await api(administrator, "/invitations", { login: `h${i}`, display_name: keep("person", text), roles: ["spotter"] });
    const paper = await handIn(officer, "/uploads", Buffer.from("%PDF-1.4\n% a paper\n"));
    for (const n of numbers) {
      await api(officer, "/tips", { url: `https://${kHost}/tip?${payloads[n].text}`.slice(0, 2000), note: put("tip", n), ...(fitting("tipfile", 250)[n] ? { file_name: keep("tipfile", fitting("tipfile", 250)[n]), file_sha256: paper.sha256 } : {}) });
    }
    const tip = (await api(officer, "/tips?limit=1")).items[0];
    await api(officer, `/tips/${tip.id}/acts`, { act: "use", answer: bundles("tipanswer", 4000)[0] }, { version: tip.row_version });
    for (const text of fitting("token", 200).slice(0, 20)) await api(officer, "/account/tokens", { name: keep("token", text), scopes: ["read"] });
    const rights = [flags.shared[0].right.id];
    of.watch = (await api(officer, "/watches", { name: put("watch", 20), rights, queries: fitting("query", 900).map((text) => keep("query", text)) })).id;
    for (const text of fitting("watch", 190).slice(0, 30).filter((text) => text !== textOf("watch", 20))) await api(officer, "/watches", { name: keep("watch", text), rights });
    while (Date.now() - begun < 5_500) await officer.waitForTimeout(100); // a case is made of what was looked at for five seconds
    const titles = bundles("case", 300);
    const reasons = bundles("reason", 4000);
    const bases = bundles("casebasis", 500);
    const cases = [];
    for (const [i, title] of titles.entries()) {
      const rows = flags.shared.filter((_, n) => n % titles.length === i);
      cases.push(await api(officer, "/cases", { flag_ids: rows.map((row) => row.id), title, reason: reasons[i % reasons.length], basis: bases[i % bases.length] }));
    }
    of.case = of.openCase = cases[0].id;
    const fields = (n) => ({
      right: { proofs: [{ name: put("proof", n), sha256: paper.sha256 }] },
      right_holder: { name: put("noticeholder", n), id_type: "credit_code", id_no: textOf("idno", n), address: put("noticeaddress", n + 1), email: "ip@holder.example", phone: textOf("phone", n + 2) },
      recipient: { address: textOf("recipient", n + 3), email: "notice@platform.example" },
      declarations: { truthfulness: true, good_faith: true, perjury: true, accuracy: true },
      signer: { name: put("signer", n + 4), role: put("role", n + 5), method: "electronic", time: new Date().toISOString() },
    });
    of.notices = [];
    for (const [i, row] of cases.entries()) {
      const detail = await api(officer, `/cases/${row.id}`);
      for (const [k, platform] of detail.platforms.entries()) {
        if (k > 2 && i > 0) break; // of the first case one for each platform
        of.notices.push(await api(officer, `/cases/${row.id}/notices`, { regime: "cn-ecommerce-42", platform, overrides: fields(of.notices.length) }));
      }
    }
    assert.ok(of.notices.filter((one) => one.state === "queued").length > 10, JSON.stringify(of.notices[0]).slice(0, 600));
  });

  await step("and what follows: releases, receipts, counter-notices, identifications, procedures, packages", async () => {
    const [first, second] = of.notices.filter((one) => one.state === "queued");
    of.draft = second.id;
    of.notice = first.id;
    const act = async (page, path, body) => api(page, `${path}/acts`, body, { version: (await api(page, path)).row_version });
    await act(approver, `/notices/${second.id}`, { act: "give_back", reason: bundles("giveback", 2000)[0] });
    await act(approver, `/notices/${first.id}`, { act: "release", reason: bundles("release", 2000)[0] });
    await act(officer, `/notices/${first.id}`, { act: "send", channel: "platform_form", sent_at: new Date().toISOString(), receipt: keep("receipt", fitting("receipt", 200)[20]) });
    for (const n of numbers.slice(0, 30)) {
      const made = await api(officer, `/notices/${first.id}/counter-notices`, {
        received_at: new Date().toISOString(), from: put("counterfrom", n), address: textOf("counteraddress", n), reason: "authorized", statement: bundles("statement", 20_000)[0], number: textOf("number", n).slice(0, 400),
      });
      of.counter ??= made.id;
    }
    await act(officer, `/counter-notices/${of.counter}`, { act: "extend", reason: bundles("extend", 2000)[0] });
    const measure = (await api(officer, "/measures?limit=200")).items.find((row) => row.notice === first.id);
    if (measure) {
      of.measure = measure.id;
      const { lists } = await api(officer, "/vocabularies");
      await act(officer, `/measures/${measure.id}`, { act: "refused", reason: lists.find((one) => one.name === "refusals").choices[0].code, note: bundles("measure", 2000)[0] });
    }
    const questions = bundles("question", 4000);
    for (const [i, question] of questions.entries()) {
      const made = await api(officer, `/flags/${flags.shared[i].id}/identifications`, { question });
      of.toAnswer = made.id;
      if (i > 0) continue;
      of.question = made.id;
      await api(holder, `/identifications/${made.id}/answer`, { verdict: "fake", reasons: bundles("answer", 8000)[0], signer: put("answersigner", 20), position: put("position", 21) }, { version: made.row_version });
    }
    of.clue = (await api(officer, `/cases/${of.case}/clues`, { region: "230000" })).id;
    await act(officer, `/clues/${of.clue}`, { act: "file", second_officer: "sun", number: keep("cluenumber", fitting("cluenumber", 100)[10]), reason: bundles("clue", 2000)[0] });
    const made = await api(officer, `/cases/${of.case}/packages`, { language: "zh", officers: ["lin"], witness: put("witness", 20), place: put("place", 21), purpose: put("purpose", 22) });
    of.package = made.id;
    await api(officer, `/packages/${made.id}/hand-over`, { to: put("to", 20), how: put("how", 21), note: put("handnote", 22) });
    const task = (await api(officer, "/tasks?state=open&limit=1")).items[0];
    if (task) await api(officer, `/tasks/${task.id}/done`, { note: bundles("task", 2000)[0] });
    const pack = (await api(officer, "/rules")).items[0];
    const yaml = await nextPack(officer, pack.id);
    of.ruleDraft = (await api(officer, "/rules/drafts", { yaml: yaml.replace(/^source:.*$/m, `source: ${JSON.stringify(put("source", 20))}`) })).id;
    const edition = keep("edition", fitting("edition", 60).find((one) => !/[\u0000-\u001f\u007f]/.test(one)));
    of.goodsImport = (await handIn(officer, `/rules/goods/imports?edition=${encodeURIComponent(edition)}&from=2026-01-01`, "商品编号,类似群,商品名称\n259001,2501,连帽外衣\n")).id;
    const spoken = (n) => JSON.stringify(put("desk", n));
    await api(approver, "/connectors", { yaml: `id: hostile-desk\nname: {zh: ${spoken(20)}, en: ${spoken(41)}}\nplatforms: [${kHost}]\nsubmit:\n  url: https://desk.invalid/\n  body: {notice: "{{/id}}"}\n  accepted: [201]\n` });
  });

  // One page: whole, ours, and where it should be.  Answers its words, those of its frames with them.
  async function look(page, path) {
    const found = await page.evaluate(foreign, base);
    let said = await page.evaluate(words);
    for (const frame of page.frames().slice(1)) {
      found.push(...(await frame.evaluate(foreign, base)).map((line) => `in the frame: ${line}`));
      said += await frame.evaluate(words);
    }
    assert.deepEqual(found, [], path);
    assert.equal(page.url(), new URL(path, base).href, "nothing led elsewhere");
    const whole = plain(said);
    for (const texts of kept.values()) for (const [text, shown] of texts) if (!shown && whole.includes(plain(text))) texts.set(text, true);
  }
  const settled = async (page, ready) => {
    await page.waitForSelector(ready);
    await page.waitForFunction(() => !document.querySelector(".ant-skeleton, .ant-spin-spinning, main .shape, .boot"));
  };

  await step(`${2 * kAll} leads are opened one after the other`, async () => {
    await officer.goto(`${base}/flags/${flags.own[0].id}`);
    for (const row of [...flags.own, ...flags.shared]) {
      const path = `/flags/${row.id}`;
      // As the console goes from one to the next, without loading it anew.
      await officer.evaluate((to) => {
        history.pushState({}, "", to);
        dispatchEvent(new PopStateEvent("popstate"));
      }, path);
      await settled(officer, `.flagpage[data-flag="${row.id}"] [data-testid=context]`);
      await look(officer, path);
    }
    untouched(heard.officer, 1);
  });

  await step("every page of the console, with such text wherever there is text", async () => {
    const all = { ...(await places(windows)), ...of };
    all.flag = flags.own[20].id;
    all.group = all.inCase = flags.shared[20].id;
    all.right = flags.shared[0].right.id;
    all.seller = flags.own[20].seller_id;
    const sellers = (await api(officer, `/flags?state=any&right=${all.right}&limit=10`)).items.map((row) => row.seller_id).filter(Boolean);
    const imports = (await api(officer, "/imports?limit=12")).items.map((row) => row.id);
    const events = (await api(administrator, "/events?limit=12")).items.map((row) => row.id);
    const more = [
      ...sellers.map((id) => ["officer", `/sellers/${id}`, "[data-testid=seller-history]"]),
      ...imports.map((id) => ["officer", `/imports/${id}`, "[data-testid=import-said]"]),
      ...events.map((id) => ["administrator", `/events/${id}`, "main h1"]),
      ...flags.own.slice(0, 8).map((row) => ["officer", `/rights/${row.right.id}`, "[data-testid=right-numbers]"]),
      ...of.notices.slice(0, 12).map((one) => ["officer", `/notices/${one.id}`, "[data-testid=acts]"]),
      ...payloads.slice(0, 12).map(({ text }) => ["officer", `/flags?state=any&q=${encodeURIComponent(text)}&platform=${encodeURIComponent(text)}`, ".ant-table-row, .empty"]),
      ...payloads.slice(20, 24).map(({ text }) => ["officer", `/no/${encodeURIComponent(text)}`, ".empty"]),
      ["administrator", `/events?actor=${encodeURIComponent(payloads[20].text)}`, ".ant-table-row, .empty"],
    ];
    const visited = [...visits.map((visit) => [visit.who, visit.to(all), visit.ready]), ...more];
    const found = [];
    for (const [who, path, ready] of visited) {
      try {
        await windows[who].goto(base + path);
        // A watch that never crawled says so; what has just been done has no number to be proved by.
        await settled(windows[who], path.startsWith("/events/") ? "main h1" : `${ready}, .empty`);
        if (path !== "/" && !path.startsWith("/flags?")) await look(windows[who], path);
        else assert.deepEqual(await windows[who].evaluate(foreign, base), [], path);
        for (const page of await windows[who].locator("[data-testid=more]:visible, .table-foot .ant-btn:visible").all().then((all) => all.slice(0, 1))) {
          await page.click();
          await settled(windows[who], ready);
          await windows[who].waitForTimeout(100);
          if (path !== "/") await look(windows[who], new URL(windows[who].url()).href.slice(base.length));
        }
      } catch (error) {
        found.push(`${path} (${who}): ${error.message.slice(0, 300)}`);
      }
    }
    assert.deepEqual(found, []);
    console.log(`     ${visited.length} pages`);
    for (const who of Object.keys(windows)) untouched(heard[who], 1);
  });

  await step("files by such names in the forms, and what goes out by itself: the notice, the forms, an answer of the API", async () => {
    const [name] = fitting("file", 200).filter((text) => text.startsWith("<svg onload"));
    await officer.goto(`${base}/rights`);
    await settled(officer, "[data-standing]");
    await officer.click("[data-testid=rights-import-open]");
    const rows = numbers.map((n) => JSON.stringify({ id: `try-${n}`, kind: n % 2 ? "trademark" : textOf("kind", n), title: put("tried", n), names: [markOf(n)] }));
    await officer.setInputFiles("#rights-file", { name: `${name}.jsonl`, mimeType: "text/plain", buffer: Buffer.from(rows.join("\n")) });
    await officer.waitForSelector("[data-testid=rights-preview]");
    await look(officer, "/rights");
    await officer.goto(`${base}/rights/new`);
    await settled(officer, "[data-group=what]");
    await officer.setInputFiles("#right-picture-file", { name: `${name}.png`, mimeType: "image/png", buffer: kPicture.subarray(0, 40) });
    await officer.setInputFiles("#right-document-file", { name: `${name}.txt`, mimeType: "text/plain", buffer: Buffer.from("x") });
    await officer.fill("#right-title", payloads[20].text);
    await officer.fill("#right-names", numbers.slice(0, 100).map((n) => payloads[n].text.replaceAll("\n", " ")).join("\n"));
    await officer.click("[data-testid=right-save]");
    await officer.waitForSelector("[data-finding]");
    await look(officer, "/rights/new");
    await officer.goto(`${base}/imports`);
    await officer.click("[data-testid=import-add]");
    await officer.setInputFiles("#import-file", { name: `${name}.csv`, mimeType: "text/csv", buffer: Buffer.from("标题,链接\n") });
    await look(officer, "/imports");
    for (const path of [`/notices/${of.notice}/preview.html`, "/reports/takedown/html", `/flags/${flags.own[20].id}`, `/cases/${of.case}`]) {
      await officer.goto(`${base}/api/v1${path}`);
      await look(officer, `/api/v1${path}`);
    }
    for (const who of Object.keys(windows)) untouched(heard[who], 1);
  });

  await step("on a phone no such text pushes a page out of the window", async () => {
    await officer.setViewportSize({ width: 390, height: 844 });
    const pages = [["/flags", ".ant-table-row"], ...[0, 20, 140].map((n) => [`/flags/${flags.own[n].id}`, "[data-testid=context]"]), [`/cases/${of.case}`, "#case-notices"], [`/notices/${of.notice}`, "[data-testid=acts]"],
      ["/takedown", ".queue-card"], [`/rights/${flags.shared[0].right.id}`, "[data-testid=right-numbers]"], ["/tips", ".ant-table-row, li"], ["/imports", ".rows"], ["/watches", "main h1"], [`/sellers/${flags.own[20].seller_id}`, "[data-testid=seller-history]"]];
    const found = [];
    for (const [path, ready] of pages) {
      await officer.goto(base + path);
      await settled(officer, ready);
      await noSidewaysScroll(officer).catch((error) => found.push(error.message));
    }
    assert.deepEqual(found, []);
    await officer.screenshot({ path: `${shots}/hostile-phone.png` });
  });

  // Of what every lead and every case shows, each text was read on a page exactly as it was put in; of other fields some are behind a bound or a
  // second page, and how many were read is told.
  await step("texts are read as they were written", async () => {
    const rows = [...kept].map(([field, texts]) => ({ field, put: texts.size, shown: [...texts.values()].filter(Boolean).length }));
    console.log(`     ${rows.map((row) => `${row.field} ${row.shown}/${row.put}`).join(", ")}`);
    const always = ["title", "shared", "brand", "category", "seller", "location", "licence", "right", "holder", "note", "case", "reason", "casebasis", "name", "genuine", "fake", "statement"];
    assert.deepEqual(rows.filter((row) => always.includes(row.field) && row.shown < row.put), []);
    assert.equal(rows.filter((row) => always.includes(row.field)).length, always.length);
    for (const page of Object.values(windows)) await page.context().close();
  });
}
