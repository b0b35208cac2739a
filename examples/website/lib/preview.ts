// Whether this browser is an editor's, who is shown a draft.
import { cookies, draftMode } from "next/headers";

const TOKEN = "preview";
const DRAFT_MODE = "__prerender_bypass"; // Next.js's own
// The CMS's preview panel is a frame on another origin: cookies are sent there only if they say that they may be.
const IN_FRAMES = { httpOnly: true, secure: true, sameSite: "none", partitioned: true, path: "/" } as const;
// Longer than the token is good: the CMS refuses it then, and the editor is told that the preview is over.
const SECONDS = 86_400;
// Says to components/userbar.tsx that this is an editor's browser; it opens nothing.
const EDITOR = "editor";
const EDITOR_SECONDS = 30 * 86_400;

/** The token of the preview that goes on in this browser. */
export async function previewToken(): Promise<string | undefined> {
  return (await draftMode()).isEnabled ? (await cookies()).get(TOKEN)?.value : undefined;
}

/** Begin a preview in this browser. */
export async function beginPreview(token: string): Promise<void> {
  (await draftMode()).enable();
  const jar = await cookies();
  jar.set(DRAFT_MODE, jar.get(DRAFT_MODE)?.value ?? "", { ...IN_FRAMES, maxAge: SECONDS });
  jar.set(TOKEN, token, { ...IN_FRAMES, maxAge: SECONDS });
  jar.set(EDITOR, "1", { ...IN_FRAMES, httpOnly: false, maxAge: EDITOR_SECONDS });
}

/** End it. */
export async function endPreview(): Promise<void> {
  const jar = await cookies();
  for (const name of [DRAFT_MODE, TOKEN]) jar.set(name, "", { ...IN_FRAMES, maxAge: 0 });
}
