// Whether a message is the CMS's: Standard Webhooks, as docs/webhooks.md of the CMS has it.
import { createHmac, timingSafeEqual } from "node:crypto";

const SECONDS = 300;

/** Tell whether one of the signatures is over this id, time and body, and the time not far from `now` (in seconds). */
export function isSigned(body: string, headers: Headers, secret: string, now = Date.now() / 1_000): boolean {
  const id = headers.get("webhook-id");
  const at = headers.get("webhook-timestamp");
  if (!id || !at || !(Math.abs(now - Number(at)) < SECONDS)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest();
  return (headers.get("webhook-signature") ?? "").split(" ").some((each) => {
    const given = Buffer.from(each.replace(/^v1,/, ""), "base64");
    return each.startsWith("v1,") && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
