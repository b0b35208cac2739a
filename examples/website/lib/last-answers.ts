// What the CMS said last, on the disk, for when it is asked again and is away. Next.js forgets what was revalidated.
import { createHash } from "node:crypto";

import type { Answer } from "./cms";
import { count, read, write, writtenAt } from "./disk";

const MOST = 10_000;

let files: number | undefined;

/** Keep an answer to a question that was asked at this time, in milliseconds. */
export async function keepAnswer(hash: string, variables: string, answer: Answer, asked: number): Promise<void> {
  const file = fileOf(hash, variables);
  const before = await writtenAt(file);
  if (before === undefined) {
    // Made-up addresses fill nothing: not with what is not there, and never in the place of what is.
    if (saysNothing(answer) || (files ??= await count()) >= MOST) return;
    files += 1;
  } else if (before > asked) return; // what was written meanwhile is newer
  await write(file, answer);
}

/** What was answered last; undefined where nothing was. */
export async function lastAnswer(hash: string, variables: string): Promise<Answer | undefined> {
  return (await read(fileOf(hash, variables))) as Answer | undefined;
}

function fileOf(hash: string, variables: string): string {
  return `${createHash("sha256").update(`${hash} ${variables}`).digest("hex")}.json`;
}

function saysNothing({ data }: Answer): boolean {
  return Object.values(data as object).every((value) => value === null);
}
