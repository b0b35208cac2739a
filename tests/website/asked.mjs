// Notes each request that a Node process sends by `fetch`: `NODE_OPTIONS=--import=…/asked.mjs ASKED_LOG=file`.
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";

subscribe("undici:request:create", ({ request: { origin, path, method, body } }) => {
  const asked = { at: Date.now() / 1000, url: `${origin}${path}`, method, body: body != null };
  appendFileSync(process.env.ASKED_LOG, `${JSON.stringify(asked)}\n`);
});
