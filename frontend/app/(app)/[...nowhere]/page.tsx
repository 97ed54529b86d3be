import { notFound } from "next/navigation";

/** So that an address nobody knows is answered within the shell. */
export default function Page(): never {
  notFound();
}
