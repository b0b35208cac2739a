// Notes each request that a Node process sends by `fetch`: `NODE_OPTIONS=--import=…/asked.mjs ASKED_LOG=file`. While there
// is a file `….hold`, answers to requests whose address holds its words are kept back, and that is noted in `….held`.
// Next.js tells its builds from its server by `NEXT_PHASE`, which a build's processes inherit.
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

const LOG = process.env.ASKED_LOG;

subscribe("undici:request:create", ({ request: { origin, path, method, body } }) => {
  const at = Date.now() / 1000;
  const building = process.env.NEXT_PHASE === "phase-production-build";
  const asked = { at, building, url: `${origin}${path}`, method, body: body != null };
  appendFileSync(LOG, `${JSON.stringify(asked)}\n`);
});

const ask = globalThis.fetch;
globalThis.fetch = async (...given) => {
  const answer = await ask(...given);
  for (let told = false; isHeld(answer.url); await setTimeout(20)) {
    if (!told) appendFileSync(`${LOG}.held`, `${answer.url}\n`);
    told = true;
  }
  return answer;
};

function isHeld(url) {
  try {
    return url.includes(readFileSync(`${LOG}.hold`, "utf8").trim());
  } catch {
    return false;
  }
}
