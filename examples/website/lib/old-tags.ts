// Which tags the CMS has said are old, and when: Next.js holds it in memory alone, and would show kept pages again after a
// restart that were revalidated before it, also those of pages that are gone.
import { tagsManifest } from "next/dist/server/lib/incremental-cache/tags-manifest.external";

import { read, write } from "./disk";

const FILE = "old.tags.json";
const MILLISECONDS = 30 * 86_400_000; // no page is kept for longer: lib/content.ts

let last: Promise<void> = Promise.resolve();

/** Have whatever was made with these tags be old from now on, after a restart too. */
export function makeOld(tags: string[]): Promise<void> {
  const now = Date.now();
  expire(Object.fromEntries(tags.map((tag) => [tag, now])));
  // One after the other.
  last = last.then(async () => {
    const known = Object.entries(await remembered()).filter(([, at]) => at > now - MILLISECONDS);
    await write(FILE, { ...Object.fromEntries(known), ...Object.fromEntries(tags.map((tag) => [tag, now])) });
  });
  return last;
}

/** Tell Next.js what it knew before the restart. */
export async function restoreOld(): Promise<void> {
  expire(await remembered());
}

/** Have all that the build made, or an earlier process, be old from now on. */
export function expireAll(): void {
  expire({ all: Date.now() }); // every answer of the CMS has this tag
}

function expire(tags: Record<string, number>): void {
  for (const [tag, at] of Object.entries(tags)) tagsManifest.set(tag, { stale: at, expired: at });
}

async function remembered(): Promise<Record<string, number>> {
  return ((await read(FILE)) ?? {}) as Record<string, number>;
}
