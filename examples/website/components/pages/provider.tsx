import type { PageOf } from "@/lib/page";

import { Html } from "../html";
import { Facts, Head, Links, MaybeLink } from "../parts";
import { Picture } from "../picture";

export function Provider({ page }: { page: PageOf<"ProviderPage"> }) {
  return (
    <article>
      <Head title={page.displayName} lede={page.jobTitle ?? undefined} breadcrumbs={page.breadcrumbs} />
      <div className="columns">
        <div className="reading">
          <Picture image={page.photo} first className="portrait" sizes="(min-width: 40rem) 20rem, 100vw" />
          <Html html={page.bio.html} />
          <Credentials page={page} />
          <Facts
            facts={[
              ["Speaks", page.languages.join(", ")],
              ["In practice since", page.since],
              ["Education", page.education.length > 0 && page.education.map((school) => <span key={school} className="block">{school}</span>)],
            ]}
          />
        </div>
        <div className="beside">
          <Links heading="Where to find them" links={page.locations.map(({ name, path }) => ({ title: name, path }))} />
          <Links heading="Treatments they give" links={page.treatments} />
        </div>
      </div>
    </article>
  );
}

function Credentials({ page: { credentials } }: { page: PageOf<"ProviderPage"> }) {
  return (
    credentials.length > 0 && (
      <section aria-labelledby="credentials">
        <h2 id="credentials">Licenses and certificates</h2>
        <ul>
          {credentials.map(({ label, board }) => (
            <li key={label}>
              {label}
              {board && (
                <span className="small block">
                  {board.verifyUrl ? "Check it at the " : ""}
                  <MaybeLink path={board.verifyUrl}>{board.name}</MaybeLink>
                </span>
              )}
            </li>
          ))}
        </ul>
      </section>
    )
  );
}
