// What stands for a page in a list.
import type { ArticleCardFragment, LocationCardFragment, TreatmentCardFragment } from "@/generated/graphql";
import { date, TREATMENT_KINDS } from "@/lib/words";

import { Picture } from "./picture";

const SIZES = "(min-width: 64rem) 22rem, (min-width: 40rem) 50vw, 100vw";

export function TreatmentCards({ treatments }: { treatments: TreatmentCardFragment[] }) {
  return (
    <ul className="cards">
      {treatments.map(({ path, title, kind, summary, hero }) => (
        <li key={path} className="card">
          <Picture image={hero} sizes={SIZES} />
          <h3>
            <a href={path}>{title}</a>
          </h3>
          <p className="small">{TREATMENT_KINDS[kind]}</p>
          <p>{summary}</p>
        </li>
      ))}
    </ul>
  );
}

export function ArticleCards({ articles }: { articles: ArticleCardFragment[] }) {
  const dated = articles.flatMap((article) =>
    article.__typename === "ArticlePage" || article.__typename === "ComparisonArticlePage" ? [article] : [],
  );
  dated.sort((one, other) => other.publishedOn.localeCompare(one.publishedOn));
  return (
    <ul className="cards">
      {dated.map(({ __typename, path, title, introduction, publishedOn, hero }) => (
        <li key={path} className="card">
          <Picture image={hero} sizes={SIZES} />
          <h2>
            <a href={path}>{title}</a>
          </h2>
          <p className="small">
            {__typename === "ComparisonArticlePage" && "Comparison, "}
            <time dateTime={publishedOn}>{date(publishedOn)}</time>
          </p>
          <p>{introduction}</p>
        </li>
      ))}
    </ul>
  );
}

/** A location with where it is and how to call it, and whatever else its list says of it. */
export function LocationCard({ location, children }: { location: LocationCardFragment; children?: React.ReactNode }) {
  const { path, name, hero, address, phone, status } = location;
  return (
    <li className="card">
      <Picture image={hero} sizes={SIZES} />
      <h2>
        <a href={path}>{name}</a>
      </h2>
      <Status status={status} />
      <Address address={address} />
      {phone && (
        <p>
          <a href={`tel:${phone.e164}`}>{phone.display}</a>
        </p>
      )}
      {children}
    </li>
  );
}

export function Address({ address }: { address: LocationCardFragment["address"] }) {
  return (
    <address>
      {address.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
      <span>
        {address.city}, {address.region} {address.postalCode}
      </span>
    </address>
  );
}

/** What is unusual about a location; of an open one there is nothing to say. */
export function Status({ status }: { status: LocationCardFragment["status"] }) {
  if (status === "OPENING_SOON") return <p className="status">Opening soon</p>;
  if (status === "TEMPORARILY_CLOSED") return <p className="status">Closed for the time being</p>;
  if (status === "CLOSED") return <p className="status">Closed for good</p>;
  return null;
}
