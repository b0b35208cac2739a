// A website's own code: all it knows of the answers comes from the generated types.
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";

import {
  ArticleByPathDocument,
  ProviderBySlugDocument,
  TreatmentListDocument,
  type TreatmentListQuery,
} from "./generated/graphql.js";
import possibleTypes from "./generated/possible-types.js";

const client = new ApolloClient({
  link: new HttpLink({ uri: "https://cms.example.com/graphql/" }),
  cache: new InMemoryCache(possibleTypes),
});

export async function headlines(path: string): Promise<string[]> {
  const { data } = await client.query({ query: ArticleByPathDocument, variables: { path } });
  const page = data?.route?.page;
  if (page?.__typename !== "ComparisonArticlePage") return [];
  return page.body.flatMap((block) => {
    switch (block.__typename) {
      case "HeadingBlock":
        return [block.text];
      case "TreatmentSectionBlock":
        return [`${block.heading}: ${block.treatment?.brands.map((brand) => brand.displayName).join(", ") ?? ""}`];
      default:
        return [];
    }
  });
}

export async function credentials(slug: string): Promise<string> {
  const { data } = await client.query({ query: ProviderBySlugDocument, variables: { slug } });
  return (data?.provider?.credentials ?? []).map(({ label, board }) => `${label} (${board?.name ?? "-"})`).join(", ");
}

export async function titles(after?: string): Promise<[string[], string | null]> {
  const { data } = await client.query({ query: TreatmentListDocument, variables: { first: 20, after: after ?? null } });
  const found: TreatmentListQuery["treatments"] | undefined = data?.treatments;
  return [found?.nodes.map((treatment) => treatment.title) ?? [], found?.pageInfo.endCursor ?? null];
}

export async function wrong(slug: string): Promise<void> {
  const { data } = await client.query({ query: ProviderBySlugDocument, variables: { slug } });
  // @ts-expect-error The document does not ask for it.
  data?.provider?.firstPublishedAt;
  // @ts-expect-error A provider may not be there.
  data.provider.displayName;
  // @ts-expect-error A slug is needed.
  await client.query({ query: ProviderBySlugDocument, variables: {} });
}
