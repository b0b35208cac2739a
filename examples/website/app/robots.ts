import type { MetadataRoute } from "next";

import { publicPaths } from "@/lib/sitemap";

export default async function robots(): Promise<MetadataRoute.Robots> {
  const home = (await publicPaths())[0];
  return {
    rules: { userAgent: "*", allow: "/", disallow: ["/api/", "/search/", "/find-treatments/"] },
    ...(home && { sitemap: new URL("/sitemap.xml", home.url).href }),
  };
}
