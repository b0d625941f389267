// Holds streams of /live open, one for each token, until it is ended; then says how many still were and what they were told.
//   node live.mjs URL TOKENS
import { readFileSync } from "node:fs";
import http from "node:http";

const [base, tokens] = process.argv.slice(2);
let open = 0;
const told = {};
for (const token of readFileSync(tokens, "utf8").split("\n").filter(Boolean)) {
  http.get(`${base}/api/v1/live`, { headers: { Authorization: `Bearer ${token}` }, agent: false }, (answer) => {
    if (answer.statusCode !== 200) return console.error(`live: ${answer.statusCode}`);
    ++open;
    answer.setEncoding("utf8");
    answer.on("data", (text) => {
      for (const [, name] of text.matchAll(/^event: (\w+)/gm)) told[name] = (told[name] ?? 0) + 1;
    });
    answer.on("close", () => --open);
  }).on("error", (error) => console.error(`live: ${error.message}`));
}
process.on("SIGTERM", () => {
  console.log(`live streams open at the end: ${open}; told: ${JSON.stringify(told)}`);
  process.exit(0);
});
