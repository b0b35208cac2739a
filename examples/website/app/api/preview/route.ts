// "Preview" in the CMS leads here, with a token for one page: keep it in this browser alone, and show the page.
import { cookies, draftMode } from "next/headers";

import { PageDocument, type PageQuery } from "@/generated/graphql";
import { CmsError } from "@/lib/cms";
import { fetchDraft, PREVIEW_COOKIE } from "@/lib/content";

const DRAFT_MODE_COOKIE = "__prerender_bypass"; // Next.js's own

export async function GET(request: Request): Promise<Response> {
  const asked = new URL(request.url).searchParams;
  const token = asked.get("token") ?? "";
  const path = asked.get("path") ?? "/";
  if (token === "") return plain("Open the preview from the CMS.", 400);

  let route: PageQuery["route"];
  try {
    ({ route } = await fetchDraft(PageDocument, { path }, token));
  } catch (error) {
    // The token may be of no use any more; say so in the CMS's words. Never the token itself, neither here nor in a log.
    if (error instanceof CmsError) return plain(error.message, error.code === "UNAUTHENTICATED" ? 401 : 502);
    return plain("The CMS does not answer. Try again in a moment.", 502);
  }
  if (!route?.page) return plain("There is no such page.", 404);

  (await draftMode()).enable();
  const jar = await cookies();
  // The CMS's preview panel is a frame on another origin: its cookies are sent there only if they say that they may be.
  const inFrames = { httpOnly: true, secure: true, sameSite: "none", partitioned: true, path: "/", maxAge: 30 * 60 } as const;
  jar.set(DRAFT_MODE_COOKIE, jar.get(DRAFT_MODE_COOKIE)?.value ?? "", inFrames);
  jar.set(PREVIEW_COOKIE, token, inFrames);
  // The CMS's path, never an address that somebody put into the query.
  return new Response(null, { status: 307, headers: { Location: route.path, "Cache-Control": "private, no-store" } });
}

function plain(words: string, status: number): Response {
  return new Response(words, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "private, no-store" },
  });
}
