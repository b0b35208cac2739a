// What outlives the process: small files of JSON, each written whole or not at all. A disk that does not do as it should is
// said in the log, and costs nobody a page.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where a build keeps what it was answered. It empties the folder first. */
const OF_THE_BUILD = join(process.cwd(), ".next", "kept");
const FOLDER = process.env.KEPT_FOLDER ?? OF_THE_BUILD;

let written = 0;

/** Write a file. */
export async function write(name: string, value: unknown): Promise<void> {
  const draft = join(FOLDER, `${name}.${process.pid}-${(written += 1)}`);
  await orUndefined(async () => {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(draft, JSON.stringify(value));
    await rename(draft, join(FOLDER, name));
  });
}

/** What was written last, by the build if by nobody since; undefined where nothing was. */
export async function read(name: string): Promise<unknown> {
  const from = (folder: string) => orUndefined(async (): Promise<unknown> => JSON.parse(await readFile(join(folder, name), "utf8")));
  return (await from(FOLDER)) ?? (await from(OF_THE_BUILD));
}

/** When it was written, in milliseconds. */
export async function writtenAt(name: string): Promise<number | undefined> {
  return orUndefined(async () => (await stat(join(FOLDER, name))).mtimeMs);
}

/** The names of all files. */
export async function names(): Promise<string[]> {
  return (await orUndefined(() => readdir(FOLDER))) ?? [];
}

/** Remove a file. */
export async function remove(name: string): Promise<void> {
  await orUndefined(() => rm(join(FOLDER, name), { force: true }));
}

async function orUndefined<Value>(act: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await act();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") console.error("What is kept on the disk:", error);
    return undefined;
  }
}
