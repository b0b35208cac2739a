// How content comes from the CMS: documents by their hash, kept by the tags of their answers, drafts never kept.
import { cacheLife, cacheTag } from "next/cache";
import { redirect } from "next/navigation";

import type { TypedDocumentString } from "@/generated/graphql";
import texts from "@/generated/persisted-documents.json";

import { ask, CmsError, type Answer } from "./cms";
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

async function kept(hash: string, variables: string): Promise<unknown> {
  "use cache";
  const answer = await answerOrLast(hash, variables);
  cacheTag(...answer.tags);
  // Webhooks say when an answer is old; the hour is for a message that never came. While the CMS is away, ask again soon.
  cacheLife(answer.isLast ? { stale: 30, revalidate: 10, expire: 86_400 } : { stale: 30, revalidate: 3_600, expire: 86_400 * 30 });
  return answer.data;
}

// What the CMS said last, for when it is asked again and does not answer. Outside of Next's cache, which forgets what was
// revalidated. In this process alone; a build's pages are on the disk besides.
const lastAnswers = new Map<string, Answer>();
const MOST_ANSWERS = 1_000;

async function answerOrLast(hash: string, variables: string): Promise<Answer & { isLast: boolean }> {
  const key = hash + variables;
  try {
    const answer = await ask(hash, textOf(hash), variables);
    lastAnswers.delete(key); // the newest stands at the end
    lastAnswers.set(key, answer);
    for (const oldest of lastAnswers.keys()) {
      if (lastAnswers.size <= MOST_ANSWERS) break;
      lastAnswers.delete(oldest);
    }
    return { ...answer, isLast: false };
  } catch (error) {
    const last = lastAnswers.get(key);
    if (last === undefined) throw error;
    return { ...last, isLast: true };
  }
}

function hashOf(document: { __meta__?: Record<string, unknown> | undefined }): string {
  return String(document.__meta__?.["hash"]);
}

function textOf(hash: string): string {
  return (texts as Record<string, string>)[hash] ?? "";
}
