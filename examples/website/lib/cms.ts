// One request to the content API.

/** Where the content API is. */
export const ENDPOINT = new URL("/graphql/", process.env.CMS_URL ?? "http://localhost:8000");

const SECONDS = 8;

/** What came back, and the tags of what it was made of. */
export type Answer = { data: unknown; tags: string[] };

/** The CMS refused, or could not answer. `code` is of docs/errors.md. */
export class CmsError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** Ask by the document's hash: by GET, which caches may keep, or with a preview's token by POST, which none keeps. */
export async function ask(hash: string, text: string, variables: string, token?: string): Promise<Answer> {
  const extensions = { persistedQuery: { version: 1, sha256Hash: hash } };
  const post = (query?: string) => send(ENDPOINT, token, { query, variables: JSON.parse(variables), extensions });
  try {
    if (token !== undefined) return await post();
    const url = new URL(ENDPOINT);
    url.search = new URLSearchParams({ variables, extensions: JSON.stringify(extensions) }).toString();
    return await send(url);
  } catch (error) {
    // The document was not loaded ahead: send its text, once. A CMS that takes loaded ones alone refuses that too.
    if (error instanceof CmsError && error.code === "PERSISTED_QUERY_NOT_FOUND") return post(text);
    throw error;
  }
}

async function send(url: URL, token?: string, body?: object): Promise<Answer> {
  const response = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      Accept: "application/graphql-response+json",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(token === undefined ? {} : { "X-Preview-Token": token }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    cache: "no-store",
    signal: AbortSignal.timeout(SECONDS * 1_000),
  });
  const answer = (await response.json()) as { data?: unknown; errors?: { message: string; extensions?: { code?: string } }[] };
  const error = answer.errors?.[0];
  if (error !== undefined) throw new CmsError(error.message, error.extensions?.code ?? "INTERNAL");
  const tags = response.headers.get("Surrogate-Key")?.split(" ").filter(Boolean) ?? [];
  return { data: answer.data, tags };
}
