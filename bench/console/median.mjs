// The median of several runs of mix.lua, as a table: of each run's percentiles.  node median.mjs FOLDER...
import { readdirSync, readFileSync } from "node:fs";

const kSums = { "ALL LISTS": /^list:/, "LEAD AND CONTEXT": /^lead(: its context)?$/, "BESIDE LISTS": /^beside/ };
const at = (sorted, share) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const kinds = new Map(); // name -> a row of figures for each run
const rates = [];
const cost = []; // of processor, by the server, a request
const refused = new Map();
let errors = 0;
for (const folder of process.argv.slice(2)) {
  const [seconds, failed, spent] = readFileSync(`${folder}/end`, "utf8").trim().split(/\s+/).map(Number);
  errors += failed;
  const lists = new Map();
  let count = 0;
  for (const name of readdirSync(folder)) {
    if (name === "end") continue;
    for (const line of readFileSync(`${folder}/${name}`, "utf8").split("\n")) {
      const [kind, status, ms] = line.split("\t");
      if (ms === undefined) continue; // the run ended in the middle of it
      ++count;
      if (!lists.has(kind)) lists.set(kind, []);
      lists.get(kind).push(Number(ms));
      for (const [sum, fits] of Object.entries(kSums)) {
        if (!fits.test(kind)) continue;
        if (!lists.has(sum)) lists.set(sum, []);
        lists.get(sum).push(Number(ms));
      }
      // A lead that a colleague has open is refused by its lock; the console shows that as an answer.
      if (Number(status) >= 400) refused.set(`${kind} ${status}`, (refused.get(`${kind} ${status}`) ?? 0) + 1);
    }
  }
  rates.push(count / seconds);
  cost.push((spent * 1000) / count);
  for (const [kind, values] of lists) {
    values.sort((a, b) => a - b);
    if (!kinds.has(kind)) kinds.set(kind, []);
    kinds.get(kind).push([values.length, at(values, 0.5), at(values, 0.95), at(values, 0.99), values.at(-1)]);
  }
}
console.log("request".padEnd(30) + ["n", "p50 ms", "p95 ms", "p99 ms", "longest"].map((word) => word.padStart(9)).join(""));
for (const name of [...kinds.keys()].sort()) {
  const rows = kinds.get(name);
  console.log(name.padEnd(30) + rows[0].map((_, i) => median(rows.map((row) => row[i])).toFixed(i === 0 ? 0 : 1).padStart(9)).join(""));
}
console.log(`requests a second: ${rates.map((rate) => rate.toFixed(1)).join(", ")}; failed connections: ${errors}`);
console.log(`ms of processor a request, by the server, live streams included: ${cost.map((ms) => ms.toFixed(2)).join(", ")}`);
for (const [what, count] of refused) console.log(`refused: ${what}: ${count}`);
