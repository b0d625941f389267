// Reads every record of archive/data.warc.gz with warcio, checks its digests, and compares warcio's index with
// indexes/index.cdxj.
import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { CDXIndexer, WARCParser } from "warcio";

const folder = process.argv[2];
const archive = join(folder, "archive", "data.warc.gz");
const problems = [];

let records = 0;
const types = new Map();
const parser = new WARCParser(createReadStream(archive), { parseHttp: false, strictHeaders: true });
for await (const record of parser) {
  const block = await record.readFully(false);
  records += 1;
  types.set(parser.offset, record.warcType);
  const said = record.warcHeader("WARC-Block-Digest");
  const made = "sha256:" + createHash("sha256").update(block).digest("hex");
  if (said !== made) problems.push(`record ${records}: its block has ${made}, it says ${said}`);
}
if (records < 2) problems.push(`only ${records} records were read`);

const theirs = new Map();
const indexer = new CDXIndexer({ format: "cdxj" });
for await (const line of indexer.iterIndex([{ filename: "data.warc.gz", reader: createReadStream(archive) }])) theirs.set(Number(line.offset), line);

const bare = (mime) => mime?.split(";")[0].trim();
const lines = readFileSync(join(folder, "indexes", "index.cdxj"), "utf8").trimEnd().split("\n");
for (const line of lines) {
  const [key, timestamp] = line.split(" ", 2);
  const ours = JSON.parse(line.slice(key.length + timestamp.length + 2));
  const other = theirs.get(Number(ours.offset));
  theirs.delete(Number(ours.offset));
  const mine = { urlkey: key, timestamp, ...ours, digest: ours.digest.split(":")[1] };
  for (const field of ["urlkey", "timestamp", "url", "mime", "status", "digest", "length", "filename"]) {
    const theirValue = field === "mime" ? bare(other?.mime) : other?.[field];
    if (String(mine[field]) !== String(theirValue)) problems.push(`${ours.url}: ${field} is ${mine[field]} here, ${theirValue} there`);
  }
}
for (const [offset, line] of theirs) {
  if (types.get(offset) !== "metadata") problems.push(`the record at byte ${offset} (${line.url}) is in their index only`);
}
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);
