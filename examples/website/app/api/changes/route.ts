// The CMS tells what has changed: whatever was made of it is made anew when somebody next asks for it, and nothing else.
import { revalidateTag } from "next/cache";

import { isSigned } from "@/lib/webhook";

type Message = { data?: { cacheTags?: unknown } };

export async function POST(request: Request): Promise<Response> {
  const secret = process.env.WEBHOOK_SECRET;
  // 503: the CMS tries again until this is put right.
  if (!secret) return new Response("WEBHOOK_SECRET is not set.", { status: 503 });
  const body = await request.text();
  if (!isSigned(body, request.headers, secret)) return new Response("No good signature.", { status: 401 });

  // A tag says "this is old" and not what is new, so messages may come twice, late and in any order.
  const tags = (JSON.parse(body) as Message).data?.cacheTags; // a test has none
  for (const tag of Array.isArray(tags) ? tags : []) {
    // At once: the first visitor after it waits for the new page instead of being shown the old one.
    if (typeof tag === "string") revalidateTag(tag, { expire: 0 });
  }
  return new Response(null, { status: 204 });
}
