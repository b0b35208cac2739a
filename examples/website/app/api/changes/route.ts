// The CMS tells what has changed: whatever was made of it is made anew when somebody next asks for it, and nothing else.
import { revalidateTag } from "next/cache";
import { after } from "next/server";

import { askAgain, keepGone } from "@/lib/content";
import { makeOld } from "@/lib/old-tags";
import { isSigned } from "@/lib/webhook";

type Message = { type: string; data?: { path?: string | null; oldPath?: string | null; cacheTags?: string[] } };

// A page that is being made when a message comes may hold what was there before, and Next.js takes it for new once it is
// made. So the tags are old again one second later, and when a slow one is done, too (lib/cms.ts).
const AGAIN = [1, 9];

const MOST_BYTES = 100_000;

export async function POST(request: Request): Promise<Response> {
  const secret = process.env.WEBHOOK_SECRET;
  // 503: the CMS tries again until this is put right.
  if (!secret) return new Response("WEBHOOK_SECRET is not set.", { status: 503 });
  // Nothing of strangers is read that could be large.
  if (!(Number(request.headers.get("content-length")) <= MOST_BYTES)) return new Response("Too large.", { status: 413 });
  const body = await request.text();
  if (!isSigned(body, request.headers, secret)) return new Response("No good signature.", { status: 401 });

  const { type, data } = JSON.parse(body) as Message;
  const { path, oldPath, cacheTags = [] } = data ?? {}; // a test tells of nothing
  // What was taken back does not come back, should the CMS be away when the next visitor comes.
  const isGone = type === "content.unpublished" || type === "content.deleted";
  for (const left of [isGone ? path : null, oldPath]) if (left) await keepGone(left, cacheTags);

  // A tag says "this is old" and not what is new, so messages may come twice, late and in any order.
  await makeOld(cacheTags);
  // At once: the first visitor after it waits for the new page instead of being shown the old one.
  for (const tag of cacheTags) revalidateTag(tag, { expire: 0 });
  for (const seconds of AGAIN) setTimeout(() => void makeOld(cacheTags), seconds * 1_000);
  after(() => askAgain([path, oldPath].filter((each) => typeof each === "string")));
  return new Response(null, { status: 204 });
}
