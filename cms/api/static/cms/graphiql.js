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

// Those who have worked here before find their own tabs again.
const tabs = [{ query: firstQuery }, ...JSON.parse(document.getElementById("tabs").textContent)];

async function fetcher(request, { headers = {} } = {}) {
  const response = await fetch(editor.dataset.endpoint, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json", Accept: "application/graphql-response+json" },
    credentials: "omit",
    body: JSON.stringify(request),
  });
  return response.json();
}

// React 17, as the package has it.
ReactDOM.render(
  React.createElement(GraphiQL, { fetcher, defaultTabs: tabs, shouldPersistHeaders: false }),
  editor,
);
