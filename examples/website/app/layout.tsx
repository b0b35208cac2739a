import type { Metadata, Viewport } from "next";
import { draftMode } from "next/headers";

import { SiteDocument, type SiteQuery } from "@/generated/graphql";
import { fetchContent } from "@/lib/content";

import "@/style/base.css";
import "@/style/frame.css";
import "@/style/reading.css";
import "@/style/tables-and-lists.css";

// Without content there is no page: nothing is sent before it is there.
export const instant = false;

export const viewport: Viewport = { themeColor: "#fbf9f4" };

export async function generateMetadata(): Promise<Metadata> {
  const { organization } = await fetchContent(SiteDocument, {});
  return { title: { default: organization.name, template: `%s | ${organization.name}` } };
}

export default async function Layout({ children }: { children: React.ReactNode }) {
  const { main, footer, organization } = await fetchContent(SiteDocument, {});
  const { isEnabled: isDraft } = await draftMode();
  return (
    <html lang="en">
      <body>
        <a className="skip" href="#main">
          Skip to the content
        </a>
        {isDraft && (
          <aside className="draft" aria-label="Preview">
            <p>
              Preview: visitors do not see this. <a href="/api/preview/end/">Leave the preview</a>
            </p>
          </aside>
        )}
        {organization.announcement && <Announcement announcement={organization.announcement} />}
        <Header menu={main} organization={organization} />
        <main id="main">{children}</main>
        <Footer menu={main} more={footer} organization={organization} />
      </body>
    </html>
  );
}

type Organization = SiteQuery["organization"];
type Menu = SiteQuery["main"];

function Announcement({ announcement: { text, link } }: { announcement: NonNullable<Organization["announcement"]> }) {
  return (
    <aside className="announcement" aria-label="Announcement">
      <p>{link ? <a href={link}>{text}</a> : text}</p>
    </aside>
  );
}

function Header({ menu, organization: { name, phone } }: { menu: Menu; organization: Organization }) {
  // "Larkfield Plastic Surgery & Medical Spa": the first word stands large.
  const [first, ...others] = name.split(" ");
  return (
    <header className="site-header">
      <a className="wordmark" href="/">
        {first} <span>{others.join(" ")}</span>
      </a>
      {phone && (
        <a className="phone" href={`tel:${phone.e164}`}>
          {phone.display}
        </a>
      )}
      <nav aria-label="Main">
        <ul>
          {menu.map(({ label, url }) => (
            <li key={url}>
              <a href={url}>{label}</a>
            </li>
          ))}
        </ul>
      </nav>
      <form className="search" action="/search/" role="search" aria-label="Search">
        <label>
          <span className="visually-hidden">Search</span>
          <input type="search" name="q" placeholder="Search" maxLength={200} required />
        </label>
        <button type="submit">Search</button>
      </form>
    </header>
  );
}

function Footer({ menu, more, organization }: { menu: Menu; more: SiteQuery["footer"]; organization: Organization }) {
  const { name, legalName, disclaimers, socialLinks } = organization;
  return (
    <footer className="site-footer">
      <nav aria-label="Footer">
        {menu
          .filter(({ children }) => children.length > 0)
          .map(({ label, url, children }) => (
            <FooterList key={url} heading={label} links={children} />
          ))}
        <FooterList heading={name.split(" ")[0] ?? name} links={more} />
        <FooterList heading="Elsewhere" links={socialLinks} />
      </nav>
      {disclaimers.map(({ name: key, content }) => (
        <div key={key} className="small" dangerouslySetInnerHTML={{ __html: content.html }} />
      ))}
      <p className="small">{legalName ?? name}</p>
    </footer>
  );
}

function FooterList({ heading, links }: { heading: string; links: { label: string; url: string }[] }) {
  return (
    <div>
      <h2>{heading}</h2>
      <ul>
        {links.map(({ label, url }) => (
          <li key={url}>
            <a href={url}>{label}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
