// What Apollo Client makes of the server at URL: runs the parts named after it; prints one JSON object. Each part names what went over the wire.
import { createHash } from "node:crypto";

import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";

import { TreatmentListDocument } from "./generated/graphql.ts";
import fragmentTypes from "./generated/possible-types.ts";

const [uri, ...names] = process.argv.slice(2);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** A client, and the list of its requests: method, whether the query's text was sent, status. */
function connect({ persisted = false, ...options } = {}) {
  const wire = [];
  const recording = async (url, request) => {
    const sent = request.method === "GET" ? new URL(url).searchParams.has("query") : "query" in JSON.parse(request.body);
    const response = await fetch(url, request);
    wire.push([request.method, sent ? "text" : "hash", response.status]);
    return response;
  };
  const http = new HttpLink({ uri, fetch: recording, ...options });
  const link = persisted ? new PersistedQueryLink({ sha256, useGETForHashedQueries: true }).concat(http) : http;
  return [new ApolloClient({ link, cache: new InMemoryCache(fragmentTypes) }), wire];
}

async function titles(options) {
  const [client, wire] = connect(options);
  const { data } = await client.query({ query: TreatmentListDocument, variables: { first: 5, after: null } });
  return { titles: data.treatments.nodes.map(({ title }) => title), wire };
}

async function refusal(query, options) {
  const [client, wire] = connect(options);
  const { error } = await client.query({ query, errorPolicy: "all" });
  if (!CombinedGraphQLErrors.is(error)) throw error;
  return { errors: error.errors.map(({ message, extensions }) => ({ message, code: extensions.code })), wire };
}

/** What the cache gives back of fragments on an interface. */
async function fromTheCache() {
  const [client, wire] = connect();
  const query = gql`
    query Home {
      page(path: "/") {
        id
        ...Page
      }
    }
    fragment Page on PageInterface {
      title
      parent { id }
    }
  `;
  await client.query({ query });
  const { data } = await client.query({ query, fetchPolicy: "cache-first" });
  return { title: data.page.title, wire };
}

/** The alt texts of one picture in three places, as they came and as the cache gives them back. */
async function alts() {
  const [client] = connect();
  const query = gql`
    query Pictures {
      article(slug: "leaves") {
        id
        hero { id alt }
        body { id ... on ImageBlock { image { id alt } } }
      }
    }
  `;
  const read = ({ data: { article } }) => [article.hero.alt, ...article.body.map(({ image }) => image.alt)];
  const came = read(await client.query({ query }));
  return { came, kept: read(await client.query({ query, fetchPolicy: "cache-only" })) };
}

const parts = {
  post: () => titles(),
  get: () => titles({ useGETForQueries: true }),
  unknown_field: () => refusal(gql`query { organization { nme } }`),
  too_many: () => refusal(gql`query { treatments(first: 101) { nodes { title } } }`),
  too_many_by_get: () => refusal(gql`query { treatments(first: 101) { nodes { title } } }`, { useGETForQueries: true }),
  cache: () => fromTheCache(),
  alts: () => alts(),
  hash_unknown: () => titles({ persisted: true }),
  hash_known: () => titles({ persisted: true }),
};
const told = {};
for (const name of names) {
  told[name] = await parts[name]().catch((error) => ({ failed: String(error) }));
}
console.log(JSON.stringify(told));
