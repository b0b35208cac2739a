import type { NextConfig } from "next";

const cms = new URL(process.env.CMS_URL ?? "http://localhost:8000").origin;

const config: NextConfig = {
  // `"use cache"` with tags: lib/content.ts.
  cacheComponents: true,
  // No page is sent in parts: it waits for its content, which decides its status.
  partialPrefetching: false,
  experimental: {
    // One process makes all pages of a build, so that the CMS is asked once for what stands on each of them.
    cpus: 1,
    // Pages that a visit makes are kept in memory, some 50 MB of them: addresses that somebody makes up fill no disk.
    isrFlushToDisk: false,
  },
  // The CMS's paths end with a slash.
  trailingSlash: true,
  poweredByHeader: false,
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        // The admin's preview panel is a frame on the CMS's origin.
        { key: "Content-Security-Policy", value: `frame-ancestors 'self' ${cms}; base-uri 'self'; object-src 'none'` },
        // The address of a preview holds its token: it goes to nobody.
        { key: "Referrer-Policy", value: "same-origin" },
        { key: "X-Content-Type-Options", value: "nosniff" },
      ],
    },
    {
      // An editor's browser, which is shown drafts: nothing of it is kept or found. Scripts and styles are everybody's.
      source: "/:path((?!_next/).*)",
      has: [{ type: "cookie", key: "preview" }],
      headers: [
        { key: "X-Robots-Tag", value: "noindex" },
        { key: "Cache-Control", value: "private, no-store" },
      ],
    },
  ],
};
export default config;
