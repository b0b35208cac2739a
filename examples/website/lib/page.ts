// The page at a path, and its type by its name.
import { cache } from "react";

import { PageDocument, type PageQuery } from "@/generated/graphql";

import { fetchContent } from "./content";

export type Page = NonNullable<NonNullable<PageQuery["route"]>["page"]>;
export type PageOf<Name extends Page["__typename"]> = Extract<Page, { __typename: Name }>;

/** An address as it may stand in a header: letters beyond ASCII encoded, what is encoded left as it is. */
export function inHeader(address: string): string {
  return address.replace(/[^\x21-\x7e]/gu, encodeURIComponent);
}

/** What is at a path, as in the address bar; null where nothing is. Asked once for the head and the body of a page. */
export const routeAt = cache(async (path: string) => (await fetchContent(PageDocument, { path })).route);
