// Types for every document of docs/queries, from the committed contract, and what Apollo's cache needs to know of it.
import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../schema.graphql",
  documents: "../../docs/queries/*.graphql",
  generates: {
    "generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        strictScalars: true,
        scalars: { Date: "string", DateTime: "string", Time: "string" },
        useTypeImports: true,
      },
    },
    "generated/possible-types.ts": { plugins: ["fragment-matcher"], config: { useExplicitTyping: false } },
  },
};
export default config;
