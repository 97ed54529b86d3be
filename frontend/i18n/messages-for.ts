import "server-only";
import type { Messages } from "next-intl";
import { getMessages } from "next-intl/server";

/** What the browser gets of the catalogue: a page of its own needs little of it, the pages behind the shell share all. */
export async function messagesFor(...names: (keyof Messages)[]): Promise<Partial<Messages>> {
  const all = await getMessages();
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}
