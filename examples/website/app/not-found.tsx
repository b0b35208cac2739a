import type { Metadata } from "next";

import { Head } from "@/components/parts";

export const metadata: Metadata = { title: "This page is not here" };

export default function NotFound() {
  return (
    <Head title="This page is not here" lede="It may have moved, or the address has a slip in it.">
      <p>
        Go to <a href="/">the first page</a>, or search for what you had in mind with the field above.
      </p>
    </Head>
  );
}
