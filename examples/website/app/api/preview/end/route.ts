// The editor leaves the preview, or its time is over.
import { connection } from "next/server";

import { endPreview } from "@/lib/preview";

export async function GET(): Promise<Response> {
  await connection(); // not when building
  await endPreview();
  return new Response("The preview is over. Open it again from the CMS or by your review link; what you see here now is public.", {
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "private, no-store", Refresh: "4; url=/" },
  });
}
