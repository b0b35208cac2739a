// What the CMS said last, on the disk, for when it is asked again and is away. Next.js forgets what was revalidated.
import { createHash } from "node:crypto";

import type { PageQuery } from "@/generated/graphql";
import texts from "@/generated/persisted-documents.json";

import type { Answer } from "./cms";
import { names, read, remove, write, writtenAt } from "./disk";

const MOST = 10_000;
const OURS = /^([0-9a-f]{12})-[0-9a-f]{64}\.answer\.json(\..+)?$/;

let files: number | undefined;

/** Keep an answer to a question that was asked at this time, in milliseconds. */
export async function keepAnswer(hash: string, variables: string, answer: Answer, asked: number): Promise<void> {
  const file = fileOf(hash, variables);
  const before = await writtenAt(file);
  if (before === undefined) {
    files ??= (await names()).length;
    if (files >= MOST || isMadeUp(variables, answer)) return;
    files += 1;
  } else if (before > asked) return; // what was written meanwhile is newer
  await write(file, answer);
}

/** What was answered last; undefined where nothing was. */
export async function lastAnswer(hash: string, variables: string): Promise<Answer | undefined> {
  return (await read(fileOf(hash, variables))) as Answer | undefined;
}

/** Remove what was answered to queries that the website has no longer, and what was left half written. */
export async function removeLeftovers(): Promise<void> {
  const known = new Set(Object.keys(texts).map(prefixOf));
  for (const name of await names()) {
    const [, prefix = "", isHalf] = OURS.exec(name) ?? [];
    if (prefix !== "" && (isHalf || !known.has(prefix))) await remove(name);
  }
}

function fileOf(hash: string, variables: string): string {
  return `${prefixOf(hash)}-${createHash("sha256").update(variables).digest("hex")}.answer.json`;
}

function prefixOf(hash: string): string {
  return hash.slice(0, 12);
}

/**
 * Whether it may be of an address that somebody made up, of which there are more than a disk holds: it leads nowhere, or
 * is another way to write the address of a page.
 */
function isMadeUp(variables: string, { data }: Answer): boolean {
  const { path } = JSON.parse(variables) as { path?: string };
  if (path === undefined) return false;
  const { route } = data as PageQuery;
  return route === null || (route.redirect ? path !== path.toLowerCase() : path !== route.path);
}
