import type { PageOf } from "@/lib/page";

import { Html } from "./html";
import { Picture } from "./picture";

type Block = PageOf<"StandardPage">["body"][number];

/** The blocks of a page's body, in their order. A type that is not known here shows nothing. */
export function Blocks({ blocks }: { blocks: Block[] }) {
  return blocks.map((block) => <One key={block.id} block={block} />);
}

function One({ block }: { block: Block }) {
  switch (block.__typename) {
    case "HeadingBlock":
      return <Heading level={block.level} id={block.anchor} text={block.text} />;
    case "RichTextBlock":
      return <Html html={block.html} />;
    case "ImageBlock":
      return (
        <figure>
          <Picture image={block.image} sizes="(min-width: 48rem) 44rem, 100vw" />
          {block.caption && <figcaption>{block.caption}</figcaption>}
        </figure>
      );
    case "QuoteBlock":
      return (
        <figure className="quote">
          <blockquote>{block.text}</blockquote>
          {block.attribution && <figcaption>{block.attribution}</figcaption>}
        </figure>
      );
    case "TreatmentSectionBlock":
      return (
        <section className="about-treatment">
          <Heading level={block.level} id={block.anchor} text={block.heading || (block.treatment?.title ?? "")} />
          <Picture image={block.image} sizes="(min-width: 48rem) 20rem, 100vw" />
          <Html html={block.html} />
          {block.treatment && (
            <p>
              <a href={block.treatment.path}>More about {block.treatment.title}</a>
            </p>
          )}
          {block.brand?.trademarkLine && <p className="small">{block.brand.trademarkLine}</p>}
        </section>
      );
    case "CalloutBlock":
      return (
        <div role="note" className={`callout ${block.tone.toLowerCase()}`}>
          {block.heading && <p className="callout-heading">{block.heading}</p>}
          <Html html={block.html} />
        </div>
      );
    case "CallToActionBlock":
      return (
        <div className="action">
          {block.url && <a className="button" href={block.url}>{block.label}</a>}
          {block.phone && (
            <p>
              {block.url ? "or call " : `${block.label}: `}
              <a href={`tel:${block.phone.e164}`}>{block.phone.display}</a>
            </p>
          )}
          {block.locations.length > 0 && (
            <ul className="inline">
              {block.locations.map(({ path, name }) => (
                <li key={path}>
                  <a href={path}>{name}</a>
                </li>
              ))}
            </ul>
          )}
        </div>
      );
    case "FaqBlock":
      return (
        <div className="questions">
          {block.items.map(({ question, answer }) => (
            <details key={question}>
              <summary>{question}</summary>
              <Html html={answer.html} />
            </details>
          ))}
        </div>
      );
    case "TableBlock":
      return (
        <ScrollingTable caption={block.caption}>
          <thead>
            <tr>
              {block.header.map((text, column) =>
                // Nothing heads the column of what is compared: an empty cell is no heading.
                text === "" ? <td key={column} /> : <th key={column} scope="col">{text}</th>,
              )}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((cells, row) => (
              <tr key={row}>
                {cells.map((text, column) => (
                  <td key={column}>{text}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </ScrollingTable>
      );
    case "DocumentBlock":
      return (
        <p>
          <a className="document" href={block.document.url}>
            {block.label || block.document.title}
          </a>{" "}
          <span className="small">
            ({block.document.fileType}, {size(block.document.fileSize)})
          </span>
        </p>
      );
    case "EmbedBlock":
      // One iframe of an allowed provider, written by the CMS.
      if (block.html) return <div className="embed" dangerouslySetInnerHTML={{ __html: block.html }} />;
      return block.url && <p><a href={block.url}>Watch the video{block.provider && ` at ${block.provider}`}</a></p>;
    default:
      return null;
  }
}

function Heading({ level, id, text }: { level: number; id: string; text: string }) {
  const Tag = level === 2 ? "h2" : level === 3 ? "h3" : "h4";
  return <Tag id={id}>{text}</Tag>;
}

/** A table that scrolls sideways by itself where it is too wide, by the keyboard too. */
export function ScrollingTable({ caption, children }: { caption: string; children: React.ReactNode }) {
  return (
    <div className="scrolling" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        {children}
      </table>
    </div>
  );
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
