// Every page of the CMS: what is at the path decides what is shown.
import type { Metadata } from "next";
import { notFound, permanentRedirect, redirect } from "next/navigation";
import { Suspense } from "react";

import NotFound from "@/app/not-found";
import { Blocks } from "@/components/blocks";
import { Article } from "@/components/pages/article";
import { ArticleIndex, ConcernIndex, LocationIndex, ProviderIndex, TreatmentIndex } from "@/components/pages/lists";
import { Location } from "@/components/pages/location";
import { Provider } from "@/components/pages/provider";
import { Concern, Treatment } from "@/components/pages/treatment";
import { Head } from "@/components/parts";
import { Userbar } from "@/components/userbar";
import { ENDPOINT } from "@/lib/cms";
import { inHeader, routeAt, type Page } from "@/lib/page";
import { publicPaths } from "@/lib/sitemap";

type Props = { params: Promise<{ path?: string[] }> };

// A page waits for its content: whether it is there decides the status of the answer, 200, 308 or 404.
export const instant = false;

/** The pages that a build makes ahead, the first one also of a CMS without content. Any other is made when it is asked for. */
export async function generateStaticParams() {
  const paths = new Set(["/", ...(await publicPaths()).map(({ path }) => path)]);
  return [...paths].map((path) => ({ path: path.split("/").filter(Boolean) }));
}

async function pathOf({ params }: Props): Promise<string> {
  const { path = [] } = await params;
  return path.length === 0 ? "/" : `/${path.map(decodeURIComponent).join("/")}/`; // Next.js gives them encoded
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const page = (await routeAt(await pathOf(props)))?.page;
  if (!page) return { title: "This page is not here" };
  const { title, description, canonicalUrl, robots, openGraph } = page.seo;
  const image = openGraph.image?.rendition;
  return {
    title: { absolute: title },
    description,
    robots,
    alternates: { canonical: canonicalUrl },
    openGraph: {
      title: openGraph.title,
      description: openGraph.description,
      url: page.url,
      type: page.__typename === "ArticlePage" || page.__typename === "ComparisonArticlePage" ? "article" : "website",
      images: image ? [{ url: image.url, width: image.width, height: image.height, alt: openGraph.image?.alt ?? "" }] : [],
    },
    twitter: { card: "summary_large_image" },
  };
}

export default async function CmsPage(props: Props) {
  const route = await routeAt(await pathOf(props));
  if (route?.redirect) (route.redirect.permanent ? permanentRedirect : redirect)(inHeader(route.redirect.to));
  if (!route?.page) {
    // The status is 404 all the same. Without the boundary the words would come by JavaScript alone.
    return (
      <Suspense fallback={<NotFound />}>
        <Missing />
      </Suspense>
    );
  }
  return (
    <>
      <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: route.page.seo.jsonLd }} />
      <Body page={route.page} />
      <Userbar cms={ENDPOINT.origin} page={route.page.id} />
    </>
  );
}

function Missing(): never {
  notFound();
}

function Body({ page }: { page: Page }) {
  switch (page.__typename) {
    case "HomePage":
      return (
        <>
          <Head title={page.title} lede={page.introduction} hero={page.hero} />
          <div className="front">
            <Blocks blocks={page.body} />
          </div>
        </>
      );
    case "StandardPage":
      return (
        <article>
          <Head title={page.title} lede={page.introduction} breadcrumbs={page.breadcrumbs} />
          <div className="reading">
            <Blocks blocks={page.body} />
          </div>
        </article>
      );
    case "TreatmentIndexPage":
      return <TreatmentIndex page={page} />;
    case "ConcernIndexPage":
      return <ConcernIndex page={page} />;
    case "ArticleIndexPage":
      return <ArticleIndex page={page} />;
    case "LocationIndexPage":
      return <LocationIndex page={page} />;
    case "ProviderIndexPage":
      return <ProviderIndex page={page} />;
    case "TreatmentPage":
      return <Treatment page={page} />;
    case "ConcernPage":
      return <Concern page={page} />;
    case "LocationPage":
      return <Location page={page} />;
    case "ProviderPage":
      return <Provider page={page} />;
    case "ArticlePage":
    case "ComparisonArticlePage":
      return <Article page={page} />;
  }
}
