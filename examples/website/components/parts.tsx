// Small parts that many pages share.
import type { HeroFragment, SourceFragment } from "@/generated/graphql";
import { date } from "@/lib/words";

import { Picture } from "./picture";

type HeadProps = {
  title: string;
  lede?: string;
  hero?: HeroFragment | null;
  breadcrumbs?: { title: string; path: string }[];
  children?: React.ReactNode;
};

/** How a page begins: where it is, its headline, what it is about, its picture. */
export function Head({ title, lede, hero = null, breadcrumbs = [], children }: HeadProps) {
  return (
    <header className={hero ? "head with-picture" : "head"}>
      <div className="head-words">
        {breadcrumbs.length > 1 && (
          <nav aria-label="Where you are">
            <ol className="breadcrumbs">
              {breadcrumbs.slice(0, -1).map(({ title, path }) => (
                <li key={path}>
                  <a href={path}>{path === "/" ? "Home" : title}</a>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <h1>{title}</h1>
        {lede && <p className="lede">{lede}</p>}
        {children}
      </div>
      <Picture image={hero} first className="leaf" sizes="(min-width: 64rem) 36rem, 100vw" />
    </header>
  );
}

type BylineProps = {
  author: { displayName: string; path: string | null };
  reviewedBy: { displayName: string; path: string } | null;
  publishedOn?: string;
  lastReviewed: string | null;
};

/** Who wrote it, who reviewed it, and when. */
export function Byline({ author, reviewedBy, publishedOn, lastReviewed }: BylineProps) {
  return (
    <p className="byline">
      Written by <MaybeLink path={author.path}>{author.displayName}</MaybeLink>
      {publishedOn && (
        <>
          , <time dateTime={publishedOn}>{date(publishedOn)}</time>
        </>
      )}
      {reviewedBy && (
        <>
          . Reviewed by <MaybeLink path={reviewedBy.path}>{reviewedBy.displayName}</MaybeLink>
          {lastReviewed && (
            <>
              , <time dateTime={lastReviewed}>{date(lastReviewed)}</time>
            </>
          )}
        </>
      )}
      .
    </p>
  );
}

export function MaybeLink({ path, children }: { path: string | null; children: React.ReactNode }) {
  return path === null ? children : <a href={path}>{children}</a>;
}

export function Sources({ sources }: { sources: SourceFragment[] }) {
  return (
    sources.length > 0 && (
      <section aria-labelledby="sources" className="sources">
        <h2 id="sources">Sources</h2>
        <ol>
          {sources.map(({ title, url, publisher }) => (
            <li key={title}>
              <MaybeLink path={url}>{title}</MaybeLink>
              {publisher && `, ${publisher}`}
            </li>
          ))}
        </ol>
      </section>
    )
  );
}

/** A list of links under a heading; nothing where there are none. */
export function Links({ heading, links }: { heading: string; links: { title: string; path: string; note?: string | null }[] }) {
  return (
    links.length > 0 && (
      <section className="links">
        <h2>{heading}</h2>
        <ul>
          {links.map(({ title, path, note }) => (
            <li key={path}>
              <a href={path}>{title}</a>
              {note && <span className="small">{note}</span>}
            </li>
          ))}
        </ul>
      </section>
    )
  );
}

/** Pairs of a term and what is said of it; those of which nothing is said are left out. */
export function Facts({ facts }: { facts: [term: string, said: React.ReactNode][] }) {
  return (
    <dl className="facts">
      {facts.map(
        ([term, said]) =>
          said != null &&
          said !== "" && (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{said}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
