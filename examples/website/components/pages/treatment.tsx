import type { PageOf } from "@/lib/page";
import { ANAESTHESIA, DOWNTIMES, range, TREATMENT_KINDS } from "@/lib/words";

import { TreatmentCards } from "../cards";
import { Html } from "../html";
import { Byline, Facts, Head, Links, Sources } from "../parts";

export function Treatment({ page }: { page: PageOf<"TreatmentPage"> }) {
  const { sessions, lastsMonths } = page;
  const number = range(sessions?.minimum, sessions?.maximum);
  const months = range(lastsMonths?.minimum, lastsMonths?.maximum);
  const weeks = sessions?.intervalWeeks;
  return (
    <article>
      <Head title={page.title} lede={page.summary} hero={page.hero} breadcrumbs={page.breadcrumbs}>
        {page.aliases.length > 0 && <p className="small">Also called {page.aliases.join(", ")}</p>}
      </Head>
      <Facts
        facts={[
          ["Kind", TREATMENT_KINDS[page.kind]],
          ["Sessions", number && (weeks ? `${number}, ${weeks} weeks apart` : number)],
          ["Takes", page.durationMinutes && `${page.durationMinutes} minutes`],
          ["Downtime", page.downtime && DOWNTIMES[page.downtime]],
          ["Against pain", page.anaesthesia && ANAESTHESIA[page.anaesthesia]],
          ["Results show", page.onset],
          ["Results last", months && `${months} months`],
        ]}
      />
      <div className="columns">
        <div className="reading">
          <Byline author={page.author} reviewedBy={page.reviewedBy} lastReviewed={page.lastReviewed} />
          {page.sections.map(({ key, heading, html }) => (
            <section key={key} id={key}>
              <h2>{heading}</h2>
              <Html html={html} />
            </section>
          ))}
          <Products page={page} />
          <Sources sources={page.sources} />
        </div>
        <div className="beside">
          {page.sections.length > 2 && (
            <nav aria-label="On this page" className="links">
              <h2>On this page</h2>
              <ul>
                {page.sections.map(({ key, heading }) => (
                  <li key={key}>
                    <a href={`#${key}`}>{heading}</a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
          <Where page={page} />
          <Links
            heading="Who gives it"
            links={page.providers.map(({ displayName, path, jobTitle }) => ({ title: displayName, path, note: jobTitle }))}
          />
          <Links heading="It may help with" links={page.concerns.map(({ name, path }) => ({ title: name, path }))} />
          <Links heading="It is made up of" links={page.compositeOf} />
          <Links heading="Related" links={page.related.nodes} />
        </div>
      </div>
    </article>
  );
}

function Where({ page }: { page: PageOf<"TreatmentPage"> }) {
  return (
    page.locations.length > 0 && (
      <section className="links">
        <h2>Where we give it</h2>
        <ul>
          {page.locations.map(({ name, path, bookingUrl }) => (
            <li key={path}>
              <a href={path}>{name}</a>
              {bookingUrl && (
                <a className="button small-button" href={bookingUrl} aria-label={`Book at ${name}`}>
                  Book
                </a>
              )}
            </li>
          ))}
        </ul>
      </section>
    )
  );
}

/** The medicines and devices that are used, with the words that the law asks for. */
function Products({ page: { brands, devices } }: { page: PageOf<"TreatmentPage"> }) {
  return (
    brands.length + devices.length > 0 && (
      <section aria-labelledby="products">
        <h2 id="products">What we use</h2>
        <ul>
          {brands.map(({ displayName, genericName, trademarkLine }) => (
            <li key={displayName}>
              {displayName} ({genericName}){trademarkLine && <span className="small block">{trademarkLine}</span>}
            </li>
          ))}
          {devices.map(({ name, maker, clearanceVerb, clearanceNumber }) => (
            <li key={name}>
              {name}
              {maker && `, ${maker}`}
              {clearanceVerb && (
                <span className="small block">
                  FDA {clearanceVerb}
                  {clearanceNumber && `, ${clearanceNumber}`}
                </span>
              )}
            </li>
          ))}
        </ul>
      </section>
    )
  );
}

export function Concern({ page }: { page: PageOf<"ConcernPage"> }) {
  return (
    <article>
      <Head title={page.name} breadcrumbs={page.breadcrumbs}>
        {page.introduction.split(/\n{2,}/).map((paragraph, at) => (
          <p key={at} className={at === 0 ? "lede" : undefined}>
            {paragraph}
          </p>
        ))}
      </Head>
      <Facts
        facts={[
          ["Doctors call it", page.clinicalName],
          ["Also called", page.synonyms.join(", ")],
          ["Where it shows", page.areas.map(({ name }) => name).join(", ")],
        ]}
      />
      {page.seeADoctorIf.html && (
        <section className="callout warning" aria-labelledby="doctor">
          <h2 id="doctor" className="callout-heading">
            When to see a doctor first
          </h2>
          <Html html={page.seeADoctorIf.html} />
        </section>
      )}
      {page.treatments.length > 0 && (
        <>
          <h2>Treatments that may help</h2>
          <TreatmentCards treatments={page.treatments} />
        </>
      )}
    </article>
  );
}
