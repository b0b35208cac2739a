import { FilterChoicesDocument } from "@/generated/graphql";
import { fetchContent } from "@/lib/content";
import { TREATMENT_KINDS } from "@/lib/words";

type Chosen = { concern?: string; location?: string; kind?: string };

/** The form that narrows the list of treatments. A plain form: it works without JavaScript. */
export async function TreatmentFilters({ concern = "", location = "", kind = "" }: Chosen) {
  const { concerns, locations } = await fetchContent(FilterChoicesDocument, {});
  return (
    <form className="filters" action="/find-treatments/" role="search" aria-label="Find treatments">
      <Choice name="concern" label="What bothers you" chosen={concern} choices={concerns.nodes.map(({ slug, name }) => [slug, name])} />
      <Choice name="location" label="Where" chosen={location} choices={locations.nodes.map(({ slug, name }) => [slug, name])} />
      <Choice name="kind" label="Kind" chosen={kind} choices={Object.entries(TREATMENT_KINDS)} />
      <button type="submit">Show treatments</button>
    </form>
  );
}

type ChoiceProps = { name: string; label: string; chosen: string; choices: [value: string, label: string][] };

function Choice({ name, label, chosen, choices }: ChoiceProps) {
  return (
    <label>
      {label}
      <select name={name} defaultValue={chosen}>
        <option value="">Any</option>
        {choices.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
