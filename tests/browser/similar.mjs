// Marks near the registered ones: asked for one by one, and a gazette's applications.
import assert from "node:assert/strict";
import { basics, noSidewaysScroll } from "./basics.mjs";

const application = (number, name, applicant, classes = [25]) =>
  JSON.stringify({ id: number, kind: "trademark", title: name, names: [name], reg_no: number, jurisdiction: "CN", classes, holder: { name: applicant } });

export async function similar({ page, base, step, shot }) {
  await step("a mark that sounds like a registered one finds it, with its chain and the clauses in words", async () => {
    await page.goto(`${base}/rights/similar`);
    await page.fill("input[name=mark]", "柯罗兰达");
    await page.fill("input[name=classes]", "25、35");
    await page.press("input[name=mark]", "Enter");
    await page.waitForSelector("[data-testid=similar-hits] li");
    assert.match(page.url(), /classes=25%2C35/, "what was asked is in the address");
    const first = await page.textContent("[data-testid=similar-hits] li:first-child");
    for (const word of ["珂罗兰达", "同音", "ZH-2", "ZH-3"]) assert.ok(first.includes(word), `${word}: ${first}`);
    await basics(page);
    await shot("similar-zh");
  });
  await step("a mark that is near nothing says so", async () => {
    await page.fill("input[name=mark]", "Zzyzxqw");
    await page.press("input[name=mark]", "Enter");
    await page.waitForSelector(".empty");
    await page.goBack();
    await page.waitForSelector("[data-testid=similar-hits] li");
  });
  await step("a gazette's applications: near ones, an applicant in series, what could not be read", async () => {
    const lines = [
      application("90000001", "柯罗兰达", "批量申请商行"), application("90000002", "斛音电子", "批量申请商行", [9]), application("90000003", "墨桐珠宝", "批量申请商行", [14]),
      application("90000004", "完全无关的字", "别的公司"), "{not json",
    ];
    await page.setInputFiles("#gazette-file", { name: "公告.jsonl", mimeType: "application/jsonl", buffer: Buffer.from(lines.join("\n")) });
    await page.waitForSelector("[data-testid=gazette-near]");
    assert.match(await page.textContent("[data-testid=gazette-count]"), /读取申请 4 件/);
    const near = await page.$$eval("[data-testid=gazette-near] h3", (all) => all.map((one) => one.textContent));
    assert.ok(near.some((text) => text.includes("柯罗兰达") && text.includes("90000001")), near.join(" | "));
    assert.ok(near.every((text) => !text.includes("90000004")), near.join(" | "));
    assert.match(await page.textContent("[data-testid=gazette-serial]"), /批量申请商行/);
    assert.equal(await page.$$eval("[data-testid=gazette-refused] li", (all) => all.length), 1);
    await noSidewaysScroll(page);
    await shot("similar-gazette-zh");
  });
  await step("an application by its device alone: the register's own picture, handed in by somebody else", async () => {
    const logo = await page.evaluate(async () => {
      const get = async (path) => (await fetch(`/api/v1${path}`)).json();
      for (const one of (await get("/rights?kind=trademark&limit=50")).items) {
        const right = await get(`/rights/${one.id}`);
        // One of the marketplace's: others of this store are of a few pixels, or of one colour, and say too little.
        if (!/^tm-\d+$/.test(right.right.id) || right.pictures.length === 0) continue;
        const bytes = new Uint8Array(await (await fetch(`/api/v1/pictures/${right.pictures[0].sha256}`)).arrayBuffer());
        return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
      }
      return "";
    });
    assert.ok(logo, "the register has a trademark with a picture");
    const record = `<Transaction><TradeMark><RegistrationOfficeCode>EM</RegistrationOfficeCode><ApplicationNumber>018999001</ApplicationNumber>
      <WordMarkSpecification><MarkVerbalElementText>Wexbridge</MarkVerbalElementText></WordMarkSpecification>
      <MarkImageDetails><MarkImage><MarkImageBinary>${logo}</MarkImageBinary></MarkImage></MarkImageDetails>
      <ApplicantDetails><Applicant><FreeFormatNameLine>Another Ltd</FreeFormatNameLine></Applicant></ApplicantDetails></TradeMark></Transaction>`;
    const heardOf = page.waitForResponse((response) => response.url().includes("/rights/gazettes")).then((response) => response.json());
    await page.setInputFiles("#gazette-file", { name: "gazette.xml", mimeType: "text/xml", buffer: Buffer.from(record) });
    const heard = await heardOf;
    assert.ok(heard.near[0]?.devices.length >= 1, JSON.stringify(heard).slice(0, 600));
    await page.waitForSelector("[data-testid=similar-devices] li");
    assert.match(await page.textContent("[data-testid=gazette-count]"), /比对图样 1 幅/);
    const device = await page.textContent("[data-testid=similar-devices] li:first-child");
    for (const word of ["D-1", "该图形", "EM-application-018999001-1"]) assert.ok(device.includes(word), `${word}: ${device}`);
    await noSidewaysScroll(page);
    await shot("similar-device-zh");
  });
}
