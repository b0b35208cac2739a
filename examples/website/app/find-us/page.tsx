// The locations by their distance from a place, and which of them are open at this moment.
import type { Metadata } from "next";

import { LocationCard } from "@/components/cards";
import { Head } from "@/components/parts";
import { UseMyPlace } from "@/components/use-my-place";
import { FindUsDocument, type FindUsQuery, type Near } from "@/generated/graphql";
import { fetchNow } from "@/lib/content";
import { PLACES } from "@/lib/places";
import { momentAt } from "@/lib/words";

export const instant = false;
export const metadata: Metadata = { title: "Find us", robots: "noindex, follow" };

const MILES = 0.6214;

export default async function FindUs({ searchParams }: PageProps<"/find-us">) {
  const { from, at } = await searchParams;
  const near = nearOf(from, at);
  const found = await fetchNow(FindUsDocument, { near }).catch(() => null);
  return (
    <>
      <Head title="Find us" lede="Choose where you are coming from, and the nearest location is first." />
      <form className="filters" action="/find-us/">
        <label>
          Coming from
          <select name="from" defaultValue={typeof from === "string" ? from : ""}>
            <option value="">Anywhere</option>
            {Object.entries(PLACES).map(([key, { name }]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Show the nearest</button>
        <UseMyPlace />
      </form>
      {found === null && <p role="status">Distances cannot be told at this moment. Please try again a little later.</p>}
      <ul className="cards">
        {found?.locations.edges
          .filter(({ node }) => node.status !== "CLOSED")
          .map(({ node, distanceKm }) => (
            <LocationCard key={node.path} location={node}>
              {distanceKm != null && <p>{(distanceKm * MILES).toFixed(1)} miles away, as the crow flies</p>}
              {node.status === "OPEN" && <p className="status">{opening(node)}</p>}
              {node.mapUrl && (
                <p>
                  <a href={node.mapUrl} aria-label={`${node.name} on the map`}>
                    On the map
                  </a>
                </p>
              )}
            </LocationCard>
          ))}
      </ul>
    </>
  );
}

type Values = string | string[] | undefined;

function nearOf(from: Values, at: Values): Near | null {
  const place = typeof from === "string" ? PLACES[from] : undefined;
  if (place) return { latitude: place.latitude, longitude: place.longitude };
  const [latitude, longitude] = typeof at === "string" ? at.split(",").map(Number) : [];
  if (latitude === undefined || longitude === undefined) return null;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}

function opening({ openNow, opensNext, timeZone }: FindUsQuery["locations"]["edges"][number]["node"]): string {
  if (openNow) return "Open now";
  return opensNext ? `Opens ${momentAt(opensNext, timeZone)}` : "Closed now";
}
