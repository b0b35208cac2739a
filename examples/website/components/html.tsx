/** Rich text from the CMS: clean already, put into the page as it is. */
export function Html({ html }: { html: string }) {
  return html === "" ? null : <div className="prose" dangerouslySetInnerHTML={{ __html: html }} />;
}
