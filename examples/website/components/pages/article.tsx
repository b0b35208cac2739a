import type { PageOf } from "@/lib/page";
import { VERDICTS } from "@/lib/words";

import { Blocks, ScrollingTable } from "../blocks";
import { Html } from "../html";
import { Byline, Head, Links, MaybeLink, Sources } from "../parts";

export function Article({ page }: { page: PageOf<"ArticlePage"> | PageOf<"ComparisonArticlePage"> }) {
  return (
    <article>
      <Head title={page.title} lede={page.introduction} hero={page.hero} breadcrumbs={page.breadcrumbs}>
        <Byline author={page.author} reviewedBy={page.reviewedBy} publishedOn={page.publishedOn} lastReviewed={page.lastReviewed} />
      </Head>
      {page.__typename === "ComparisonArticlePage" && <Comparison title={page.title} comparison={page.comparison} />}
      <div className="columns">
        <div className="reading">
          <Blocks blocks={page.body} />
          <Sources sources={page.sources} />
        </div>
        <div className="beside">
          <Links heading="Read on" links={page.related.nodes} />
        </div>
      </div>
    </article>
  );
}

type ComparisonProps = { title: string; comparison: PageOf<"ComparisonArticlePage">["comparison"] };

function Comparison({ title, comparison: { subjects, criteria, methodNote, conclusion } }: ComparisonProps) {
  return (
    <section aria-label="The comparison">
      <ScrollingTable caption={`${title}: side by side`}>
        <thead>
          <tr>
            <td />
            {subjects.map(({ key, name }) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {criteria.map(({ key, label, cells }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              {subjects.map((subject) => {
                const cell = cells.find(({ subjectKey }) => subjectKey === subject.key);
                return (
                  <td key={subject.key}>
                    {cell && (
                      <>
                        <span className={`verdict ${cell.verdict.toLowerCase()}`}>{VERDICTS[cell.verdict]}</span>
                        {cell.text}
                        {cell.source && (
                          <span className="small block">
                            Source: <MaybeLink path={cell.source.url}>{cell.source.title}</MaybeLink>
                          </span>
                        )}
                      </>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </ScrollingTable>
      <div className="reading small">
        <Html html={methodNote.html} />
      </div>
      {conclusion.html && (
        <div className="reading callout info">
          <h2 className="callout-heading">In short</h2>
          <Html html={conclusion.html} />
        </div>
      )}
    </section>
  );
}
