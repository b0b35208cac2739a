import type { PageOf } from "@/lib/page";
import { capitalized, date, time, WEEKDAYS } from "@/lib/words";

import { Blocks } from "../blocks";
import { Address, Status } from "../cards";
import { Head, Links } from "../parts";

type Props = { page: PageOf<"LocationPage"> };

export function Location({ page }: Props) {
  const { medicalDirector: director } = page;
  return (
    <article>
      <Head title={page.title} lede={page.introduction} hero={page.wideHero} breadcrumbs={page.breadcrumbs}>
        <Status status={page.status} />
        {page.movedTo && (
          <p>
            It has moved to <a href={page.movedTo.path}>{page.movedTo.name}</a>.
          </p>
        )}
        {page.bookingUrl && (
          <p>
            <a className="button" href={page.bookingUrl}>
              Book at {page.name}
            </a>
          </p>
        )}
      </Head>
      <div className="columns">
        <div className="reading">
          <Blocks blocks={page.body} />
          {page.parking && (
            <>
              <h2>Parking</h2>
              <p>{page.parking}</p>
            </>
          )}
          {page.accessibility && (
            <>
              <h2>Getting in</h2>
              <p>{page.accessibility}</p>
            </>
          )}
          <Links heading="What we do here" links={page.treatments} />
        </div>
        <div className="beside">
          <section>
            <h2>Visit or call</h2>
            <Address address={page.address} />
            {page.phone && (
              <p>
                <a href={`tel:${page.phone.e164}`}>{page.phone.display}</a>
              </p>
            )}
            {page.mapUrl && (
              <p>
                <a href={page.mapUrl}>{page.name} on the map</a>
              </p>
            )}
          </section>
          <Hours page={page} />
          <Links
            heading="Who works here"
            links={page.providers.map(({ displayName, path, jobTitle }) => ({ title: displayName, path, note: jobTitle }))}
          />
          {director && (
            <p className="small">
              Medical director: <a href={director.path}>{director.displayName}</a>
            </p>
          )}
        </div>
      </div>
    </article>
  );
}

function Hours({ page: { hours, exceptions } }: Props) {
  const ordinary = hours.filter(({ seasonFrom, seasonUntil }) => !seasonFrom && !seasonUntil);
  const seasonal = hours.filter(({ seasonFrom, seasonUntil }) => seasonFrom || seasonUntil);
  if (hours.length + exceptions.length === 0) return null;
  return (
    <section>
      <h2>Hours</h2>
      {ordinary.length > 0 && (
        <table className="hours">
          <caption className="visually-hidden">Opening hours</caption>
          <tbody>
            {WEEKDAYS.map((weekday) => {
              const open = ordinary.filter((each) => each.weekday === weekday);
              return (
                <tr key={weekday}>
                  <th scope="row">{capitalized(weekday)}</th>
                  <td>
                    {open.length === 0 && "Closed"}
                    {open.map(({ opens, closes }) => (
                      <span key={opens}>
                        {time(opens)} to {time(closes)}
                      </span>
                    ))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      <ul className="plain small exceptions">
        {seasonal.map(({ weekday, opens, closes, seasonFrom, seasonUntil }) => (
          <li key={weekday + opens + seasonFrom}>
            {capitalized(weekday)}, {time(opens)} to {time(closes)}
            {seasonFrom && `, from ${date(seasonFrom)}`}
            {seasonUntil && `, until ${date(seasonUntil)}`}
          </li>
        ))}
        {exceptions.map(({ date: day, closed, opens, closes, label }) => (
          <li key={day + opens}>
            {date(day)}: {closed || !opens || !closes ? "closed" : `${time(opens)} to ${time(closes)}`}
            {label && ` (${label})`}
          </li>
        ))}
      </ul>
    </section>
  );
}
