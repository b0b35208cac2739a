// How content comes from the CMS: documents by their hash, kept by the tags of their answers, drafts never kept.
import { cacheLife, cacheTag } from "next/cache";
import { redirect } from "next/navigation";

import { PageDocument, SiteDocument, type PageQuery, type TypedDocumentString } from "@/generated/graphql";
import texts from "@/generated/persisted-documents.json";

import { ask, CmsError, type Answer } from "./cms";
import { keepAnswer, lastAnswer } from "./last-answers";
import { previewToken } from "./preview";

/** Ask for what a visitor may see, or in draft mode for what the editor is writing. */
export async function fetchContent<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: NoInfer<Variables>,
): Promise<Data> {
  const token = await previewToken();
  if (token === undefined) return fetchPublished(document, variables);
  try {
    return await fetchDraft(document, variables, token);
  } catch (error) {
    // Its 30 minutes are over, or it was revoked.
    if (error instanceof CmsError && error.code === "UNAUTHENTICATED") redirect("/api/preview/end/");
    throw error;
  }
}

/** Ask for what a visitor may see. It is kept until one of its tags is revalidated. */
export async function fetchPublished<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: NoInfer<Variables>,
): Promise<Data> {
  return (await kept(hashOf(document), JSON.stringify(variables))) as Data;
}

/** Ask anew each time: what the clock changes, such as who is open, and searches, whose index no webhook tells of. */
export async function fetchNow<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: NoInfer<Variables>,
): Promise<Data> {
  return (await ask(hashOf(document), textOf(hashOf(document)), JSON.stringify(variables))).data as Data;
}

/** Ask for what the editor is writing, whom the token of a preview names. No cache sees it. */
export async function fetchDraft<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: NoInfer<Variables>,
  token: string,
): Promise<Data> {
  const hash = hashOf(document);
  return (await ask(hash, textOf(hash), JSON.stringify(variables), token)).data as Data;
}

/** Have the last answers for these paths be what the CMS says of them now, before anybody visits them. */
export async function askAgain(paths: string[]): Promise<void> {
  for (const path of paths) await askAndKeep(hashOf(PageDocument), JSON.stringify({ path })).catch(logAway);
}

/** Whether the CMS answers. */
export async function isThere(): Promise<boolean> {
  return askAndKeep(hashOf(SiteDocument), "{}").then(
    () => true,
    (error: unknown) => (logAway(error), false),
  );
}

/** Should the CMS be away: nothing is at this path any more. Its own answer, whichever comes next, counts for more. */
export async function keepGone(path: string, tags: string[]): Promise<void> {
  const gone: PageQuery = { route: null };
  await keepAnswer(hashOf(PageDocument), JSON.stringify({ path }), { data: gone, tags }, Date.now());
}

async function kept(hash: string, variables: string): Promise<unknown> {
  "use cache";
  const answer = await answerOrLast(hash, variables);
  cacheTag(...answer.tags);
  // Webhooks say when an answer is old; the hour is for a message that never came. While the CMS is away, ask again soon:
  // in 10 seconds beside a visitor, after 5 minutes (the least that Next.js takes) before the visitor is shown anything.
  cacheLife(answer.isLast ? { stale: 30, revalidate: 10, expire: 300 } : { stale: 30, revalidate: 3_600, expire: 86_400 * 30 });
  return answer.data;
}

async function answerOrLast(hash: string, variables: string): Promise<Answer & { isLast: boolean }> {
  try {
    return { ...(await askAndKeep(hash, variables)), isLast: false };
  } catch (error) {
    const last = await lastAnswer(hash, variables);
    if (last === undefined) throw error;
    logAway(error);
    return { ...last, isLast: true };
  }
}

async function askAndKeep(hash: string, variables: string): Promise<Answer> {
  const asked = Date.now();
  const answer = await ask(hash, textOf(hash), variables);
  await keepAnswer(hash, variables, answer, asked);
  return answer;
}

function logAway(error: unknown): void {
  console.warn("The CMS does not answer:", error instanceof Error ? (error.cause ?? error.message) : error);
}

function hashOf(document: { __meta__?: Record<string, unknown> | undefined }): string {
  return String(document.__meta__?.["hash"]);
}

function textOf(hash: string): string {
  return (texts as Record<string, string>)[hash] ?? "";
}
