// The editor leaves the preview, or its time is over.
import { cookies, draftMode } from "next/headers";
import { connection } from "next/server";

import { PREVIEW_COOKIE } from "@/lib/content";

export async function GET(): Promise<Response> {
  await connection(); // not when building
  (await draftMode()).disable();
  (await cookies()).delete(PREVIEW_COOKIE);
  return new Response("The preview is over. Open it again from the CMS, or go to the website's first page.", {
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "private, no-store", Refresh: "4; url=/" },
  });
}
