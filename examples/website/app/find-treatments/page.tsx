// The list of treatments, narrowed by the form above it.
import type { Metadata } from "next";
import { unstable_rethrow } from "next/navigation";

import { TreatmentCards } from "@/components/cards";
import { TreatmentFilters } from "@/components/filters";
import { Head } from "@/components/parts";
import { FilterChoicesDocument, FindTreatmentsDocument, type FindTreatmentsQuery, type TreatmentKind } from "@/generated/graphql";
import { fetchContent } from "@/lib/content";
import { TREATMENT_KINDS } from "@/lib/words";

export const instant = false;
export const metadata: Metadata = { title: "Find treatments", robots: "noindex, follow" };

export default async function FindTreatments({ searchParams }: PageProps<"/find-treatments">) {
  const asked = await searchParams;
  const choices = await fetchContent(FilterChoicesDocument, {});
  // Only what the form offers is asked for, so that made-up addresses fill no cache.
  const concern = choices.concerns.nodes.find(({ slug }) => slug === asked.concern)?.slug;
  const location = choices.locations.nodes.find(({ slug }) => slug === asked.location)?.slug;
  const kind = (Object.keys(TREATMENT_KINDS) as TreatmentKind[]).find((each) => each === asked.kind);
  const found = await fetchContent(FindTreatmentsDocument, {
    concerns: concern === undefined ? null : [concern],
    locations: location === undefined ? null : [location],
    kinds: kind === undefined ? null : [kind],
  }).catch((error: unknown) => {
    unstable_rethrow(error); // a redirect of Next.js is an error too
    return null;
  });
  return (
    <>
      <Head title="Find treatments" />
      <TreatmentFilters concern={concern} location={location} kind={kind} />
      {found === null ? (
        <p role="status">The list cannot be narrowed at this moment. Please try again a little later.</p>
      ) : (
        <Found {...found} />
      )}
    </>
  );
}

function Found({ treatments: { totalCount, nodes } }: FindTreatmentsQuery) {
  return (
    <>
      <h2>{totalCount === 0 ? "No treatment fits all of that" : totalCount === 1 ? "One treatment" : `${totalCount} treatments`}</h2>
      {totalCount === 0 && (
        <p>
          Leave one of the three open, or <a href="/find-treatments/">see all treatments</a>.
        </p>
      )}
      <TreatmentCards treatments={nodes} />
    </>
  );
}
