"use client";

import { useEffect } from "react";

/**
 * For editors: "Edit this page" and Wagtail's checks, which the CMS makes. Only browsers that the preview's route has
 * marked ask for it, so that visitors never ask the CMS for anything.
 */
export function Userbar({ cms, page }: { cms: string; page: string }) {
  useEffect(() => {
    if (document.cookie.split("; ").includes("editor=1")) void show(cms, page);
  }, [cms, page]);
  return null;
}

async function show(cms: string, page: string): Promise<void> {
  const query = new URLSearchParams({ page, in_preview_panel: String(window !== window.top) });
  const answer = await fetch(`${cms}/userbar/?${query}`, { credentials: "include" }).catch(() => null);
  // Nobody is logged in there any more.
  if (answer?.status === 204) document.cookie = "editor=; Path=/; Max-Age=0; Secure; SameSite=None; Partitioned";
  // Unlike innerHTML, this runs the scripts in it.
  if (answer?.status === 200) document.body.append(document.createRange().createContextualFragment(await answer.text()));
}
