// Types for each document in queries/, from the contract of the API, and the manifest of hashes by which they are asked
// for (`manage.py load_documents` takes it in).
import { createHash } from "node:crypto";

import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../schema.graphql",
  documents: "queries/*.graphql",
  generates: {
    "generated/": {
      preset: "client",
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: {
          mode: "embedHashInDocument",
          hashAlgorithm: (text: string) => createHash("sha256").update(text).digest("hex"),
        },
      },
      config: {
        documentMode: "string",
        strictScalars: true,
        scalars: { Date: "string", DateTime: "string", Time: "string" },
        useTypeImports: true,
      },
    },
  },
};
export default config;
