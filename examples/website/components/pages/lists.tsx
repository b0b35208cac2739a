// The pages that hold lists: of treatments, concerns, articles, locations and providers.
import type { Page, PageOf } from "@/lib/page";
import { CONCERN_CATEGORIES } from "@/lib/words";

import { ArticleCards, LocationCard, TreatmentCards } from "../cards";
import { TreatmentFilters } from "../filters";
import { Head } from "../parts";
import { Picture } from "../picture";

/** The children of one type; an index may hold other pages too. */
function only<Child extends { __typename: string }, Name extends Child["__typename"]>(name: Name, children: Child[]) {
  return children.filter((child): child is Extract<Child, { __typename: Name }> => child.__typename === name);
}

type Index = Extract<Page, { introduction: string; children: unknown }>;

function ListHead({ page }: { page: Index }) {
  return <Head title={page.title} lede={page.introduction} breadcrumbs={page.breadcrumbs} />;
}

export function TreatmentIndex({ page }: { page: PageOf<"TreatmentIndexPage"> }) {
  return (
    <>
      <ListHead page={page} />
      <TreatmentFilters />
      <h2 className="visually-hidden">All treatments</h2>
      <TreatmentCards treatments={only("TreatmentPage", page.children.nodes)} />
    </>
  );
}

export function ConcernIndex({ page }: { page: PageOf<"ConcernIndexPage"> }) {
  const concerns = only("ConcernPage", page.children.nodes);
  return (
    <>
      <ListHead page={page} />
      <div className="groups">
        {Object.entries(CONCERN_CATEGORIES).map(([category, label]) => {
          const inIt = concerns.filter((concern) => concern.category === category);
          return (
            inIt.length > 0 && (
              <section key={category}>
                <h2>{label}</h2>
                <ul>
                  {inIt.map(({ path, name }) => (
                    <li key={path}>
                      <a href={path}>{name}</a>
                    </li>
                  ))}
                </ul>
              </section>
            )
          );
        })}
      </div>
    </>
  );
}

export function ArticleIndex({ page }: { page: PageOf<"ArticleIndexPage"> }) {
  return (
    <>
      <ListHead page={page} />
      <ArticleCards articles={page.children.nodes} />
    </>
  );
}

export function LocationIndex({ page }: { page: PageOf<"LocationIndexPage"> }) {
  return (
    <>
      <ListHead page={page} />
      <p>
        <a href="/find-us/">Which one is nearest to you, and which are open now</a>
      </p>
      <ul className="cards">
        {only("LocationPage", page.children.nodes)
          .filter(({ status }) => status !== "CLOSED")
          .map((location) => (
            <LocationCard key={location.path} location={location} />
          ))}
      </ul>
    </>
  );
}

export function ProviderIndex({ page }: { page: PageOf<"ProviderIndexPage"> }) {
  return (
    <>
      <ListHead page={page} />
      <ul className="cards people">
        {only("ProviderPage", page.children.nodes).map(({ path, displayName, jobTitle, photo, locations }) => (
          <li key={path} className="card">
            <Picture image={photo} sizes="(min-width: 64rem) 16rem, 50vw" />
            <h2>
              <a href={path}>{displayName}</a>
            </h2>
            {jobTitle && <p>{jobTitle}</p>}
            <p className="small">{locations.map(({ name }) => name).join(", ")}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
