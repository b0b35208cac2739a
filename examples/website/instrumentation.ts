// Next.js calls this once, before the first request. A build may be older than the last change, and messages may have gone
// to the process before: so all is asked for anew, each page when somebody visits it. While the CMS is away pages are
// shown as the build made them, but for what an earlier process was told is old.
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NEXT_PHASE === "phase-production-build") return;
  const [{ isThere }, { removeLeftovers }, { expireAll, restoreOld }] = await Promise.all([
    import("./lib/content"),
    import("./lib/last-answers"),
    import("./lib/old-tags"),
  ]);
  await removeLeftovers();
  await restoreOld();
  if (await isThere()) expireAll();
}
