"use strict";

const editor = document.getElementById("editor");

const firstQuery = `# Ask for what a page needs, in one query. Ctrl-Enter runs it, Ctrl-Space completes.
{
  organization { name phone { display } }
  treatments(first: 5) {
    totalCount
    nodes { title path summary kind concerns { name path } }
  }
}
`;

async function fetcher(request) {
  const response = await fetch(editor.dataset.endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
    credentials: "omit",
    body: JSON.stringify(request),
  });
  return response.json();
}

// React 17, as the package has it.
ReactDOM.render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: firstQuery, shouldPersistHeaders: false }),
  editor,
);
