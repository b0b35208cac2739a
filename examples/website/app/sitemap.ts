import type { MetadataRoute } from "next";

import { publicPaths } from "@/lib/sitemap";

export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  return (await publicPaths()).map(({ url, lastModified }) => ({ url, ...(lastModified && { lastModified }) }));
}
