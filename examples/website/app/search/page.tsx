import type { Metadata } from "next";

import { Head } from "@/components/parts";
import { SearchDocument } from "@/generated/graphql";
import { fetchNow } from "@/lib/content";

export const instant = false;
export const metadata: Metadata = { title: "Search", robots: "noindex, follow" };

const LONGEST = 200;

export default async function SearchPage({ searchParams }: PageProps<"/search">) {
  const { q, after } = await searchParams;
  const query = typeof q === "string" ? q.trim().slice(0, LONGEST) : "";
  return (
    <>
      <Head title="Search">
        <form className="filters" action="/search/" role="search" aria-label="Search the whole site">
          <label>
            Words to look for
            <input type="search" name="q" defaultValue={query} maxLength={LONGEST} required />
          </label>
          <button type="submit">Search</button>
        </form>
      </Head>
      {query !== "" && <Found query={query} after={typeof after === "string" ? after : null} />}
    </>
  );
}

async function Found({ query, after }: { query: string; after: string | null }) {
  const found = await fetchNow(SearchDocument, { query, after }).catch(() => null);
  if (found === null) return <p role="status">The search does not answer. Please try again in a moment.</p>;
  const { totalCount, nodes, pageInfo } = found.search;
  return (
    <section className="reading" aria-labelledby="found">
      <h2 id="found">
        {totalCount === 0 ? "Nothing was found" : totalCount === 1 ? "One page" : `${totalCount} pages`} for “{query}”
      </h2>
      {totalCount === 0 && <p>Try fewer words, or others: a treatment, what bothers you, a name, a place.</p>}
      <ol className="found">
        {nodes.map(({ page, excerpt }) => (
          <li key={page.path}>
            <h3>
              <a href={page.path}>{page.title}</a>
            </h3>
            <p dangerouslySetInnerHTML={{ __html: excerpt.html }} />
          </li>
        ))}
      </ol>
      {pageInfo.hasNextPage && (
        <p>
          <a href={`/search/?${new URLSearchParams({ q: query, after: pageInfo.endCursor ?? "" })}`}>More pages</a>
        </p>
      )}
    </section>
  );
}
