import { SitemapDocument, type SitemapQuery } from "@/generated/graphql";

import { fetchPublished } from "./content";

/** All pages that search engines should find, in the order of the tree. */
export async function publicPaths(): Promise<SitemapQuery["sitemap"]["nodes"]> {
  const pages: SitemapQuery["sitemap"]["nodes"] = [];
  let after: string | null = null;
  do {
    const { sitemap }: SitemapQuery = await fetchPublished(SitemapDocument, { after });
    pages.push(...sitemap.nodes);
    after = sitemap.pageInfo.hasNextPage ? sitemap.pageInfo.endCursor : null;
  } while (after !== null);
  return pages;
}
