// "Preview" in the CMS leads here, with a token for one page: keep it in this browser alone, and show the page.
import { PageDocument, type PageQuery } from "@/generated/graphql";
import { CmsError } from "@/lib/cms";
import { fetchDraft } from "@/lib/content";
import { inHeader } from "@/lib/page";
import { beginPreview } from "@/lib/preview";

const FOR_NOBODY_ELSE = { "Cache-Control": "private, no-store", "X-Robots-Tag": "noindex" };

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

  await beginPreview(token);
  // The CMS's path, never an address that somebody put into the query.
  return new Response(null, { status: 307, headers: { Location: inHeader(route.path), ...FOR_NOBODY_ELSE } });
}

function plain(words: string, status: number): Response {
  return new Response(words, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", ...FOR_NOBODY_ELSE },
  });
}
