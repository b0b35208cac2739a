// What outlives the process: small files of JSON, each written whole or not at all.
import { mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Their folder. A build empties the one in .next. */
const FOLDER = process.env.KEPT_FOLDER ?? join(process.cwd(), ".next", "kept");

let written = 0;

/** Write a file. A disk that takes none is said in the log, and costs nobody a page. */
export async function write(name: string, value: unknown): Promise<void> {
  const draft = join(FOLDER, `${name}.${process.pid}-${(written += 1)}`);
  try {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(draft, JSON.stringify(value));
    await rename(draft, join(FOLDER, name));
  } catch (error) {
    console.error("Nothing could be kept:", error);
  }
}

/** What was written last; undefined where nothing was. */
export async function read(name: string): Promise<unknown> {
  return orUndefined(async () => JSON.parse(await readFile(join(FOLDER, name), "utf8")));
}

/** When it was written, in milliseconds. */
export async function writtenAt(name: string): Promise<number | undefined> {
  return orUndefined(async () => (await stat(join(FOLDER, name))).mtimeMs);
}

/** How many files there are. */
export async function count(): Promise<number> {
  return (await orUndefined(() => readdir(FOLDER)))?.length ?? 0;
}

async function orUndefined<Value>(find: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await find();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
