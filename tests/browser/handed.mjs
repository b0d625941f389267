// Files as platforms and holders hand them over: tables, archives, what a browser saved.

// Good rows, then rows that are refused: without a title, with text that would be markup, a formula, or turn the line around.
export const kGood = 24;
export const kBad = ["", "<b>x</b>", "=HYPERLINK(1)", "a\u202egpj.exe", ...Array.from({ length: 56 }, (_, i) => `bad ${i}`)];
const good = (i) => `北果苹果 ${i} 斤装,https://handed.example/item/${i},39.${10 + i},北果小店 ${i % 7},无`;
export const table = ["标题,链接,价格,卖家,备注", ...Array.from({ length: kGood }, (_, i) => good(i)), ...kBad.map((text) => `,${text || "nowhere"},1,店,无`), ""].join("\n");

export const file = (name, bytes) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });

const saved = (title) =>
  `<!DOCTYPE html><html><head><meta charset=utf-8><title>${title}</title><script type="application/ld+json">{"@type":"Product","name":"${title}"}</script></head>` +
  `<body><h1>${title}</h1></body></html>`;

// One page as a crawler kept it, then a record that is cut short.
export function archived(title, url) {
  const block = `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${saved(title)}`;
  const head = ["WARC/1.0", "WARC-Type: response", `WARC-Target-URI: <${url}>`, "WARC-Date: 2026-11-20T08:00:00Z", "Content-Type: application/http;msgtype=response", `Content-Length: ${Buffer.byteLength(block)}`];
  return `${head.join("\r\n")}\r\n\r\n${block}\r\n\r\nWARC/1.0\r\nbroken\r\n\r\n`;
}

const recorded = (title, url) =>
  JSON.stringify({ log: { entries: [{ request: { method: "GET", url }, response: { status: 200, content: { mimeType: "text/html", text: saved(title) } } }] } });

const mailed = (title, url) =>
  `MIME-Version: 1.0\nContent-Type: multipart/related; boundary=cut\n\n--cut\nContent-Type: text/html; charset=utf-8\nContent-Location: ${url}\n\n${saved(title)}\n--cut--\n`;

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

// A ZIP archive whose entries are stored as they are.
function zip(entries) {
  const fields = (...all) => Buffer.concat(all.map(([bytes, value]) => (bytes === 2 ? Buffer.from(new Uint16Array([value]).buffer) : Buffer.from(new Uint32Array([value]).buffer))));
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [name, text] of Object.entries(entries)) {
    const [label, bytes] = [Buffer.from(name), Buffer.from(text)];
    const shared = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 0x5b77], [4, crc32(bytes)], [4, bytes.length], [4, bytes.length], [2, label.length], [2, 0]];
    const local = Buffer.concat([fields([4, 0x04034b50], ...shared), label, bytes]);
    directory.push(fields([4, 0x02014b50], [2, 20], ...shared, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), label);
    parts.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const count = Object.keys(entries).length;
  return Buffer.concat([...parts, list, fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, list.length], [4, at], [2, 0])]);
}

const sheet = (rows) =>
  `<worksheet><sheetData>${rows.map((cells, i) => `<row r="${i + 1}">${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join("")}</row>`).join("")}</sheetData></worksheet>`;

const at = (name) => `https://handed.example/${name}`;
// What each is told to be by its bytes, and how many of its records are listings, pages, refused.
export const kinds = [
  {
    // A sheet with a title over its heading, and a row that names no address.
    ...file("附件一", zip({
      "xl/workbook.xml": '<workbook><sheets><sheet name="A"/></sheets></workbook>',
      "xl/worksheets/sheet1.xml": sheet([["2026 年第三季度"], ["标题", "链接"], ["北果桃 3 斤装", at("xlsx/1")], ["只有标题"]]),
    })),
    kind: "商品表 XLSX", listings: 1, pages: 0, refused: 1,
  },
  { ...file("附件二", recorded("北果枣 1 斤装", at("har/1"))), kind: "浏览记录 HAR", listings: 1, pages: 1, refused: 0 },
  {
    // A folder of saved pages, packed: with a list of addresses, what a browser saved beside a page, and a name that leads out of it.
    ...file("附件三", zip({
      "urls.csv": `file,url\n保存/一.html,${at("zip/1")}\n`,
      "保存/一.html": saved("北果柚 6 斤装"),
      "保存/一_files/style.css": "h1{}",
      "保存/二.mhtml": mailed("北果柿 4 斤装", at("zip/2")),
      "../out.html": saved("北果橙"),
    })),
    kind: "压缩包 ZIP", listings: 2, pages: 2, refused: 1,
  },
];
